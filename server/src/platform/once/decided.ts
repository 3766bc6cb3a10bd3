import { Problem, type ProblemKind } from '../problem.ts';

/**
 * Whether a refusal of this kind is the outcome of the operation, which the same key gets again for ever, or only of this attempt at it.
 * `forbidden` is an outcome: who has read that his payment was refused must not see it happen later. What a caller can mend without a
 * new intention does not decide: signing in, or the confirmation (`unconfirmed`) that a payment lacks.
 */
const decides: Readonly<Record<ProblemKind, boolean>> = {
  forbidden: true,
  unconfirmed: false,
  not_found: true,
  conflict: true,
  gone: true,
  unprocessable: true,
  locked: true,
  invalid: false,
  unauthenticated: false,
  method_not_allowed: false,
  too_large: false,
  unsupported: false,
  too_many: false,
  timeout: false,
  broken: false,
  unavailable: false,
};

/** A refusal that says when to try again does not decide either: it would invite a retry that its own record refuses. */
export function isDecided(thrown: unknown): thrown is Problem {
  return thrown instanceof Problem && decides[thrown.kind] && thrown.details.retryAfterSeconds === undefined;
}
