import { sql } from 'kysely';
import { type Db, type Tx, uuidArray } from '#platform/db';
import { type AccountState } from './account.ts';
import { type Loaded } from './book.ts';
import { type Names } from './names.ts';
import { type HoldRow } from './posting.ts';
import { findRecorded } from './recorded.ts';

export interface LoadedAt extends Loaded {
  /** When all of it was so: the database's time, and not before the latest entry of any of the accounts. */
  readonly at: Temporal.Instant;
  /** By the monotonic clock of this process: when the question was put, and how long the answer took. */
  readonly askedMs: number;
  readonly tookMs: number;
}

/** An account and when it last moved, if that may be later than the clock; or no account, but the time and the holds that were named. */
type Row = { readonly at: string | null; readonly holds: readonly HoldRow[] | null } & (AccountState | { readonly id: null });

/** Reads what the orders need, its accounts locked until the transaction ends: whoever has them has their holds and postings too. */
export async function loadLocked(tx: Tx, names: Names): Promise<LoadedAt> {
  const askedMs = performance.now();
  const { rows } = await sql<Row>`
    select * from ledger.lock_accounts(
      ${uuidArray([...names.accounts])}, ${uuidArray([...names.holds])}, ${uuidArray([...names.originals])}
    )
  `.execute(tx);
  return complete(tx, names, rows, askedMs);
}

/** The same as it is at the moment, without holding anybody up: true when it was read, and for nobody to write by. */
export async function loadUnlocked(db: Db, names: Names): Promise<LoadedAt> {
  const askedMs = performance.now();
  const { rows } = await sql<Row>`
    select
      clock.at, named.holds, a.id, a.currency, a.zone, a.floor, a.ceiling, a.daily_debit_cap, a.frozen_debits, a.frozen_credits,
      a.posted, a.held, a.sequence, a.debited, a.debited_on
    from (select clock_timestamp() as at) clock
    cross join (
      select json_agg(h) as holds
      from (
        select id, account_id, amount, captured, released, expires_at, state
        from ledger.holds
        where id = any (${uuidArray([...names.holds])}::uuid[])
      ) h
    ) named
    left join ledger.accounts a on a.id = any (
      ${uuidArray([...names.accounts])}::uuid[]
      || array(select account_id from ledger.holds where id = any (${uuidArray([...names.holds])}::uuid[]))
      || array(select unnest(accounts) from ledger.postings where id = any (${uuidArray([...names.originals])}::uuid[]))
    )
  `.execute(db);
  return complete(db, names, rows, askedMs);
}

async function complete(db: Db, { originals }: Names, rows: readonly Row[], askedMs: number): Promise<LoadedAt> {
  const tookMs = performance.now() - askedMs;
  const accounts = rows.filter((row): row is Row & AccountState => row.id !== null);
  const known = new Set<string>(accounts.map(({ id }) => id));

  // Read after the accounts, and only of those: what others committed to an account in between is not ours to decide by.
  const foundHolds = rows.find((row) => row.holds !== null)?.holds ?? [];
  const foundOriginals = originals.size === 0 ? [] : await findRecorded(db, { ids: originals });
  return {
    at: latestOf(rows),
    askedMs,
    tookMs,
    accounts,
    holds: foundHolds.filter(({ account_id }) => known.has(account_id)).map(withStamp),
    postings: foundOriginals.filter(({ entries }) => entries.every(({ account_id }) => known.has(account_id))),
  };
}

function latestOf(rows: readonly Row[]): Temporal.Instant {
  const times = rows.map(({ at }) => at).filter((at) => at !== null);
  const [latest] = times.map((at) => Temporal.Instant.from(at)).toSorted((left, right) => Temporal.Instant.compare(right, left));
  if (latest === undefined) throw new Error('the database did not say what time it is');
  return latest;
}

/** JSON writes times in another way than rows do. */
function withStamp(hold: HoldRow): HoldRow {
  return hold.expires_at === null ? hold : { ...hold, expires_at: Temporal.Instant.from(hold.expires_at).toString() };
}
