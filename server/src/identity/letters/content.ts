/** What a letter says, once. Text and HTML are made of it, so neither can say less than the other. */
export interface Content {
  readonly subject: string;
  /** What a list of mails shows beside the subject. */
  readonly preview: string;
  readonly title: string;
  readonly greeting: string;
  readonly parts: readonly Part[];
}

export type Part =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'button'; readonly label: string; readonly url: string }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [name: string, value: string])[] }
  /** For whoever did not ask for this. */
  | { readonly kind: 'caution'; readonly title: string; readonly text: string; readonly link?: Link };

export interface Link {
  readonly label: string;
  readonly url: string;
}
