export { canonicalJson, hashBody } from './canonical.ts';
export { createOnce } from './create-once.ts';
export type { Once, OnceAnswer, OnceOptions, OnceRequest } from './create-once.ts';
export { isDecided } from './decided.ts';
export {
  idempotencyInProgress,
  idempotencyKeyExpired,
  idempotencyKeyInvalid,
  idempotencyKeyRequired,
  idempotencyKeyReused,
} from './problems.ts';
export { pruneAnswers } from './prune-answers.ts';
export type { Answer, IdempotencyKey } from './record.ts';
export { answerOnce } from './route.ts';
export type { Outcome } from './route.ts';
export { createOnceTogether, keepAnswers } from './together.ts';
export type { Kept, OnceTogether, OnceTogetherOptions, Work } from './together.ts';
