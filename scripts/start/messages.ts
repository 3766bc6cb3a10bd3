/** What a program that we start tells us over its channel while it comes up. */
export type ChildMessage =
  | { readonly type: 'progress'; readonly text: string }
  | ({ readonly type: 'ready' } & Ready)
  | ({ readonly type: 'refused' } & Refusal);

export interface Ready {
  /** What to call it, and where it is: `App`, `API docs`, `Sandbox`. */
  readonly urls: Readonly<Record<string, string>>;
  readonly logins?: readonly Login[];
}

export interface Login {
  readonly who: string;
  readonly email: string;
  readonly password: string;
}

export interface Refusal {
  readonly sentence: string;
  readonly hint?: string;
}

/** Thrown where there is nothing to add for a person but a sentence and the way out. */
export class Refused extends Error {
  readonly hint: string | undefined;

  constructor({ sentence, hint }: Refusal) {
    super(sentence);
    this.name = 'Refused';
    this.hint = hint;
  }
}
