import { sql } from 'kysely';
import type { Db, Tx } from '#platform/db';
import { serialiseError } from '#platform/telemetry';
import type { RecordedEvent } from './define-event.ts';

/** The right to read under a name. It ends by itself; its fencing number makes sure that a holder who overslept changes nothing. */
export interface Lease {
  readonly reader: string;
  readonly fence: number;
}

/** Somebody else reads under this name by now. */
export class LeaseLost extends Error {
  readonly lease: Lease;

  constructor(lease: Lease) {
    super(`the reading of ${lease.reader} was taken over`);
    this.name = 'LeaseLost';
    this.lease = lease;
  }
}

export async function cursorExists(db: Db, reader: string): Promise<boolean> {
  const { rows } = await sql`select from platform.event_cursors where reader = ${reader}`.execute(db);
  return rows.length > 0;
}

export async function createCursor(db: Db, reader: string, position: number): Promise<void> {
  await sql`
    insert into platform.event_cursors (reader, position) values (${reader}, ${position}) on conflict (reader) do nothing
  `.execute(db);
}

interface Claim {
  readonly reader: string;
  /** Kept with the cursor, so that any process can tell how far the reader lags behind. */
  readonly types: readonly string[] | undefined;
  readonly holder: string;
  readonly leaseMs: number;
}

/** Takes the name if nobody else holds it, or if its holder has not been heard of for the length of a lease. */
export async function claim(
  db: Db,
  { reader, types, holder, leaseMs }: Claim,
): Promise<{ readonly lease: Lease; readonly position: number } | undefined> {
  const { rows } = await sql<{ fence: number; position: number }>`
    update platform.event_cursors
    set holder = ${holder}, types = ${types ?? null}, fence = fence + 1,
        leased_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    where reader = ${reader} and (leased_until < clock_timestamp() or holder = ${holder})
    returning fence, position
  `.execute(db);
  const [row] = rows;
  return row && { lease: { reader, fence: row.fence }, position: row.position };
}

/** Throws when the name has gone to somebody else, which undoes the transaction it is called in. */
export async function advance(db: Db | Tx, lease: Lease, position: number, leaseMs: number): Promise<void> {
  const { rows } = await sql`
    update platform.event_cursors
    set position = ${position}, moved_at = clock_timestamp(),
        leased_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    where reader = ${lease.reader} and fence = ${lease.fence}
    returning reader
  `.execute(db);
  if (rows.length === 0) throw new LeaseLost(lease);
}

export async function renew(db: Db, lease: Lease, leaseMs: number): Promise<void> {
  const { rows } = await sql`
    update platform.event_cursors set leased_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    where reader = ${lease.reader} and fence = ${lease.fence}
    returning reader
  `.execute(db);
  if (rows.length === 0) throw new LeaseLost(lease);
}

/** Lets the next process take over without waiting for the end of the lease. */
export async function release(db: Db, { reader, fence }: Lease): Promise<void> {
  await sql`
    update platform.event_cursors set leased_until = '-infinity', holder = null where reader = ${reader} and fence = ${fence}
  `.execute(db);
}

export async function park(tx: Tx, reader: string, event: RecordedEvent, thrown: unknown, attempts: number): Promise<void> {
  const error = JSON.stringify(serialiseError(thrown));
  await sql`
    insert into platform.event_failures (reader, event_id, type, error, attempts)
    values (${reader}, ${event.id}, ${event.type}, ${error}::jsonb, ${attempts})
    on conflict (reader, event_id) do nothing
  `.execute(tx);
}
