/** Where errors go besides the log; `sentry.ts` is the one we have. */
export interface ErrorReporter {
  report(error: unknown): void;
}

let reporter: ErrorReporter | undefined;

export function useErrorReporter(next: ErrorReporter | undefined): void {
  reporter = next;
}

/** Tells the error tracker about a bug, when there is one. Refusals are no bugs and do not belong here. */
export function reportError(error: unknown): void {
  reporter?.report(error);
}
