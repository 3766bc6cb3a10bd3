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
}

/** An account, or the time at which it was so, or both. */
type Row = { readonly at: string | null } & (AccountState | { readonly id: null });

/** Reads what the orders need, its accounts locked until the transaction ends: whoever has them has their holds and postings too. */
export async function loadLocked(tx: Tx, names: Names): Promise<LoadedAt> {
  const { rows } = await sql<Row>`
    select * from ledger.lock_accounts(
      ${uuidArray([...names.accounts])}, ${uuidArray([...names.holds])}, ${uuidArray([...names.originals])}
    )
  `.execute(tx);
  return complete(tx, names, rows);
}

/** The same as it is at the moment, without holding anybody up: true when it was read, and for nobody to write by. */
export async function loadUnlocked(db: Db, names: Names): Promise<LoadedAt> {
  const { rows } = await sql<Row>`
    select
      clock.at, a.id, a.currency, a.zone, a.floor, a.ceiling, a.daily_debit_cap, a.frozen_debits, a.frozen_credits, a.posted, a.held,
      a.sequence, a.debited, a.debited_on
    from (select clock_timestamp() as at) clock
    left join ledger.accounts a on a.id = any (
      ${uuidArray([...names.accounts])}::uuid[]
      || array(select account_id from ledger.holds where id = any (${uuidArray([...names.holds])}::uuid[]))
      || array(select account_id from ledger.entries where posting_id = any (${uuidArray([...names.originals])}::uuid[]))
    )
  `.execute(db);
  return complete(db, names, rows);
}

async function complete(db: Db, { holds, originals }: Names, rows: readonly Row[]): Promise<LoadedAt> {
  const at = rows.find((row) => row.at !== null)?.at;
  if (at === undefined || at === null) throw new Error('the database did not say what time it is');
  const accounts = rows.filter((row): row is Row & AccountState => row.id !== null);
  const known = new Set<string>(accounts.map(({ id }) => id));

  // Read after the accounts, and only of those: what others committed to an account in between is not ours to decide by.
  const foundHolds = holds.size === 0 ? [] : await readHolds(db, holds);
  const foundOriginals = originals.size === 0 ? [] : await findRecorded(db, { ids: originals });
  return {
    at: Temporal.Instant.from(at),
    accounts,
    holds: foundHolds.filter(({ account_id }) => known.has(account_id)),
    postings: foundOriginals.filter(({ entries }) => entries.every(({ account_id }) => known.has(account_id))),
  };
}

async function readHolds(db: Db, ids: Names['holds']): Promise<readonly HoldRow[]> {
  const { rows } = await sql<HoldRow>`
    select id, account_id, amount, captured, released, expires_at, state from ledger.read_holds(${uuidArray([...ids])})
  `.execute(db);
  return rows;
}
