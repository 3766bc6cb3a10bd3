export { takeOwnership } from './owner.ts';
export { EmbeddedPostgresRefusal, type RefusalReason } from './refusal.ts';
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres, stopLeftBehind } from './start.ts';
