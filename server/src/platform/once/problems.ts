import { defineProblem } from '../problem.ts';

export const idempotencyKeyRequired = defineProblem(
  'idempotency_key_required',
  'invalid',
  'This request moves money and needs an Idempotency-Key header.',
);

export const idempotencyKeyInvalid = defineProblem(
  'idempotency_key_invalid',
  'invalid',
  'An Idempotency-Key is one header of 1 to 255 visible ASCII characters.',
);

export const idempotencyKeyReused = defineProblem(
  'idempotency_key_reused',
  'unprocessable',
  'This Idempotency-Key belongs to another request. Nothing was done; use a new key for a new intention.',
);

export const idempotencyInProgress = defineProblem(
  'idempotency_in_progress',
  'conflict',
  'The first request with this Idempotency-Key is still running. Repeat it in a moment to get its answer.',
);

export const idempotencyKeyExpired = defineProblem(
  'idempotency_key_expired',
  'conflict',
  'This Idempotency-Key was used so long ago that its answer is no longer kept. Nothing was done again.',
);
