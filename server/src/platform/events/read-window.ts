import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Db } from '#platform/db';
import type { RecordedEvent } from './define-event.ts';

/**
 * A place to read up to. Ids are drawn in order but committed in any, so what is visible up to `top` may have holes that fill later.
 * They can only belong to transactions older than `transaction`, since each had its number before it drew an id; once all of those have
 * ended, there is nothing left that could fill one.
 */
export interface Barrier {
  readonly top: number;
  readonly transaction: string;
}

export interface Window {
  /** In the order of their ids, without a hole that could still be filled. */
  readonly events: readonly RecordedEvent[];
  /** Where to go on from once these are dealt with. */
  readonly upTo: number;
  /** There is more to read at once. */
  readonly full: boolean;
  /** What the next reading waits for; absent when everything committed has been read. */
  readonly barrier: Barrier | undefined;
}

export interface Wanted {
  readonly after: number;
  readonly barrier: Barrier | undefined;
  readonly limit: number;
  /** Absent: all. */
  readonly types: readonly string[] | undefined;
}

const mostLookedAt = 2_000;
const longestSettlingMs = 10_000;
const longestPauseMs = 50;

interface Row extends RecordedEvent {
  readonly top: number;
  readonly next: string;
  readonly safe: number | null;
  readonly looked: number;
  readonly last: number | null;
}

export async function readWindow(db: Db, { after, barrier, limit, types }: Wanted): Promise<Window> {
  const most = types === undefined ? limit : Math.max(limit, mostLookedAt);
  const wanted = types === undefined ? sql`true` : sql`type = any(${types})`;
  const { rows } = await sql<Row>`
    with snapshot as materialized (
      select
        pg_snapshot_xmin(s)::text::bigint as oldest,
        pg_snapshot_xmax(s)::text::bigint + age(pg_snapshot_xmax(s)::xid) as next,
        (select coalesce(max(id), 0) from platform.events) as top
      from pg_current_snapshot() s
    ), reach as materialized (
      select top, next, case
        when oldest >= next then top
        when oldest >= ${barrier?.transaction ?? null}::bigint then ${barrier?.top ?? 0}::bigint
      end as safe
      from snapshot
    ), looked_at as materialized (
      select id, type, subject, owner, data, correlation_id, traceparent, recorded_at
      from platform.events
      where id > ${after} and id <= (select safe from reach)
      order by id
      limit ${most}
    ), batch as (
      select * from looked_at where ${wanted} order by id limit ${limit}
    )
    select
      reach.top, reach.next::text as next, reach.safe,
      (select count(*) from looked_at) as looked,
      (select max(id) from looked_at) as last,
      batch.*
    from reach left join batch on true
    order by batch.id
  `.execute(db);
  const [first] = rows;
  if (first === undefined) throw new Error('the log did not say how far it can be read');
  const { top, next, safe, looked, last } = first;
  const events = first.id === null ? [] : rows.map(toEvent);
  if (events.length === limit || looked === most) {
    const reached = events.length === limit ? events.at(-1)?.id : last;
    const passed = safe === null || safe === barrier?.top ? barrier : { top: safe, transaction: next };
    return { events, upTo: reached ?? after, full: true, barrier: passed };
  }
  const upTo = Math.max(after, safe ?? 0);
  if (safe === null && barrier !== undefined) return { events, upTo, full: false, barrier };
  return { events, upTo, full: false, barrier: top > upTo ? { top, transaction: next } : undefined };
}

function toEvent({ id, type, subject, owner, data, correlation_id, traceparent, recorded_at }: Row): RecordedEvent {
  return { id, type, subject, owner, data, correlation_id, traceparent, recorded_at };
}

/** A place behind which lies everything that commits after this has answered. It waits for what is being committed right now. */
export async function endOfLog(db: Db): Promise<number> {
  const { rows } = await sql<{ top: number; next: string }>`
    select
      (select coalesce(max(id), 0) from platform.events) as top,
      (pg_snapshot_xmax(s)::text::bigint + age(pg_snapshot_xmax(s)::xid))::text as next
    from pg_current_snapshot() s
  `.execute(db);
  const [end] = rows;
  if (end === undefined) throw new Error('the log did not say where it ends');
  const deadline = performance.now() + longestSettlingMs;
  for (let pauseMs = 1; ; pauseMs = barrierPause(pauseMs)) {
    const settled = await sql<{ is: boolean }>`
      select pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= ${end.next}::bigint as is
    `.execute(db);
    if (settled.rows[0]?.is === true) return end.top;
    if (performance.now() > deadline) throw new Error('an old transaction keeps the end of the log from being known');
    await wait(pauseMs);
  }
}

/** How long to wait for a barrier: soon at first, for most transactions end within milliseconds. */
export function barrierPause(previousMs: number): number {
  return Math.min(Math.max(1, previousMs * 2), longestPauseMs);
}
