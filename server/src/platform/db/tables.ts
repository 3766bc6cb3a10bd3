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
  "platform.event_cursors": PlatformEventCursors;
  "platform.event_failures": PlatformEventFailures;
  "platform.events": PlatformEvents;
  "platform.idempotency_answers": PlatformIdempotencyAnswers;
  "platform.idempotency_keys": PlatformIdempotencyKeys;
  "platform.job_schedules": PlatformJobSchedules;
  "platform.limit_counts": PlatformLimitCounts;
  "platform.migrations": PlatformMigrations;
}
