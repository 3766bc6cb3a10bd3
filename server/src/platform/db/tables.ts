/* Generated from the migrated database by `npm run generate`; do not edit. */

import type { ColumnType } from "kysely";
import type { IPostgresInterval } from "postgres-interval";

export type ArrayType<T> = ArrayTypeImpl<T> extends (infer U)[]
  ? U[]
  : ArrayTypeImpl<T>;

export type ArrayTypeImpl<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S[], I[], U[]>
  : T[];

export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;

export type Interval = ColumnType<IPostgresInterval, IPostgresInterval | number | string, IPostgresInterval | number | string>;

export type Json = JsonValue;

export type JsonArray = JsonValue[];

export type JsonObject = {
  [x: string]: JsonValue | undefined;
};

export type JsonPrimitive = boolean | number | string | null;

export type JsonValue = JsonArray | JsonObject | JsonPrimitive;

export type LedgerPostingKind = "capture" | "hold" | "post" | "release" | "reverse";

export interface LedgerAccountChanges {
  account_id: string;
  after: Json;
  before: Json;
  changed_at: Generated<string>;
  changed_by: string;
  id: Generated<number>;
  reason: string;
}

export interface LedgerAccounts {
  ceiling: number | null;
  created_at: Generated<string>;
  currency: string;
  daily_debit_cap: number | null;
  debited: Generated<number>;
  debited_on: string | null;
  floor: number | null;
  frozen_credits: Generated<boolean>;
  frozen_debits: Generated<boolean>;
  held: Generated<number>;
  id: string;
  kind: string;
  metadata: Generated<Json>;
  moved_at: Generated<string>;
  owner: string | null;
  posted: Generated<number>;
  sequence: Generated<number>;
  stripe: Generated<number>;
  zone: Generated<string>;
}

export interface LedgerBlocks {
  count: number;
  first_posting: string;
  format: number;
  hash: Buffer;
  last_posting: string;
  leaves: Buffer;
  number: number;
  posting_ids: string[];
  previous: Buffer;
  root: Buffer;
  sealed_at: string;
  total: number;
}

export interface LedgerEntries {
  account_id: string;
  amount: number;
  effective_at: string;
  held: number;
  held_after: number;
  leg: number;
  posted_after: number;
  posting_id: string;
  recorded_at: string;
  sequence: number;
}

export interface LedgerHeads {
  block: number;
  format: number;
  hash: Buffer;
  signature: Buffer;
  signed_at: string;
  total: number;
}

export interface LedgerHolds {
  account_id: string;
  amount: number;
  captured: number;
  due_at: string | null;
  expires_at: string | null;
  id: string;
  released: number;
  state: string;
}

export interface LedgerPostings {
  batch: number;
  because: string | null;
  effective_at: string;
  expires_at: string | null;
  fingerprint: Buffer;
  hold_id: string | null;
  id: string;
  kind: LedgerPostingKind;
  metadata: Generated<Json>;
  recorded_at: string;
  reference: string;
  reverses: string | null;
}

export interface PlatformEventCursors {
  fence: Generated<number>;
  holder: string | null;
  leased_until: Generated<string>;
  moved_at: Generated<string>;
  position: number;
  reader: string;
  types: string[] | null;
}

export interface PlatformEventFailures {
  attempts: number;
  error: Json;
  event_id: number;
  failed_at: Generated<string>;
  reader: string;
  type: string;
}

export interface PlatformEvents {
  correlation_id: string | null;
  data: Json;
  id: Generated<number>;
  owner: string | null;
  recorded_at: Generated<string>;
  subject: string | null;
  traceparent: string | null;
  type: string;
}

export interface PlatformIdempotencyAnswers {
  answered_at: Generated<string>;
  body: string;
  caller: string;
  key: string;
  status: number;
}

export interface PlatformIdempotencyKeys {
  body_hash: Buffer;
  caller: string;
  created_at: Generated<string>;
  key: string;
  route: string;
}

export interface PlatformJobSchedules {
  due_until: string;
  name: string;
}

export interface PlatformLimitCounts {
  idle_at: string;
  most: number;
  rule: string;
  span: Interval;
  subject: string;
  taken: ArrayType<string>;
}

export interface PlatformMigrations {
  applied_at: Generated<string>;
  hash: string;
  name: string;
}

export interface Tables {
  "ledger.account_changes": LedgerAccountChanges;
  "ledger.accounts": LedgerAccounts;
  "ledger.blocks": LedgerBlocks;
  "ledger.entries": LedgerEntries;
  "ledger.heads": LedgerHeads;
  "ledger.holds": LedgerHolds;
  "ledger.postings": LedgerPostings;
  "platform.event_cursors": PlatformEventCursors;
  "platform.event_failures": PlatformEventFailures;
  "platform.events": PlatformEvents;
  "platform.idempotency_answers": PlatformIdempotencyAnswers;
  "platform.idempotency_keys": PlatformIdempotencyKeys;
  "platform.job_schedules": PlatformJobSchedules;
  "platform.limit_counts": PlatformLimitCounts;
  "platform.migrations": PlatformMigrations;
}
