import { defineProblem } from '../problem.ts';

export const databaseUnavailable = defineProblem(
  'database_unavailable',
  'unavailable',
  'The database is away for a moment. Nothing was changed; try again shortly.',
);

export const outcomeUnknown = defineProblem(
  'outcome_unknown',
  'unavailable',
  'The connection broke while the change was being saved, so we do not know yet whether it was. Repeat the request with the same Idempotency-Key to learn.',
);
