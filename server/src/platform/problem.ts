/** What went wrong, in the caller's terms. Only `platform/http` knows which status each kind becomes. */
export type ProblemKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'unconfirmed'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'gone'
  | 'too_large'
  | 'unsupported'
  | 'unprocessable'
  | 'locked'
  | 'too_many'
  | 'timeout'
  | 'broken'
  | 'unavailable';

/** Where in the input, as a JSON pointer with the part of the request in front: `/body/amount`, `/query/limit`. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

export interface ProblemDetails {
  /** One more sentence for this very case; public, so it never quotes SQL, a stack or a provider's secret. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  /** Further members of the answer, such as `limit` and `left` of a `limit_exceeded`. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A refusal that a caller may see. Anything else that is thrown is a bug and becomes a 500 without prose. */
export class Problem extends Error {
  readonly code: string;
  readonly kind: ProblemKind;
  readonly title: string;
  readonly details: ProblemDetails;

  constructor(code: string, kind: ProblemKind, title: string, details: ProblemDetails = {}) {
    super(details.detail === undefined ? title : `${title} ${details.detail}`, { cause: details.cause });
    this.name = 'Problem';
    this.code = code;
    this.kind = kind;
    this.title = title;
    this.details = details;
  }
}

export interface ProblemFactory {
  (details?: ProblemDetails): Problem;
  readonly code: string;
  readonly kind: ProblemKind;
  readonly title: string;
  /** Whether something thrown is this very refusal. */
  is(thrown: unknown): thrown is Problem;
}

const defined = new Map<string, ProblemFactory>();

/** Every module names its refusals once, in its `problems.ts`; `docs/problems.md` has a section for each. */
export function defineProblem(code: string, kind: ProblemKind, title: string): ProblemFactory {
  if (defined.has(code)) throw new Error(`problem ${code} is defined twice`);
  const make = (details?: ProblemDetails) => new Problem(code, kind, title, details);
  const is = (thrown: unknown): thrown is Problem => thrown instanceof Problem && thrown.code === code;
  const factory = Object.assign(make, { code, kind, title, is });
  defined.set(code, factory);
  return factory;
}

export function definedProblems(): readonly ProblemFactory[] {
  return [...defined.values()];
}
