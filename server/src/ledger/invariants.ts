import { sql } from 'kysely';
import { type Db } from '#platform/db';
import { type AccountId } from './account.ts';

export const invariants = ['currency_sums_to_zero', 'balance_is_sum_of_entries', 'held_is_sum_of_open_holds'] as const;

/** Two numbers that must be the same and are not. */
export interface Breach {
  readonly invariant: (typeof invariants)[number];
  /** In currencies the sum over all accounts is wrong, in an account something of its own. */
  readonly account: AccountId | null;
  readonly currency: string;
  readonly expected: number;
  readonly found: number;
}

const accountsPerPage = 200;
const firstId = '00000000-0000-0000-0000-000000000000' as AccountId;

/** Money is neither made nor lost: in every currency the accounts add up to nothing. */
export async function checkCurrencies(db: Db): Promise<readonly Breach[]> {
  const { rows } = await sql<Breach>`
    select 'currency_sums_to_zero' as invariant, null as account, currency, 0::bigint as expected, sum(posted)::bigint as found
    from ledger.accounts
    group by currency
    having sum(posted) <> 0
  `.execute(db);
  return rows;
}

/** Some hundred accounts, drawn anew each time. */
export async function checkSample(db: Db): Promise<readonly Breach[]> {
  const { rows } = await sql<{ id: AccountId }>`
    select id
    from ledger.accounts tablesample system (
      (select least(100, 100 * 2 * ${accountsPerPage}::float8 / greatest(reltuples, 1)) from pg_class where oid = 'ledger.accounts'::regclass)
    )
    limit ${accountsPerPage}
  `.execute(db);
  return checkAccounts(db, rows);
}

/** Every account, in short statements: the books stay open meanwhile. */
export async function* checkEveryAccount(db: Db): AsyncGenerator<Breach> {
  let last = firstId;
  for (;;) {
    const { rows } = await sql<{ id: AccountId }>`
      select id from ledger.accounts where id > ${last} order by id limit ${accountsPerPage}
    `.execute(db);
    yield* await checkAccounts(db, rows);
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end.id;
  }
}

/** One statement sees one moment, so accounts that move meanwhile do not look broken. */
async function checkAccounts(db: Db, accounts: readonly { readonly id: AccountId }[]): Promise<readonly Breach[]> {
  const { rows } = await sql<Breach>`
    select rule.invariant, a.id as account, a.currency, rule.expected::bigint as expected, rule.found
    from ledger.accounts a
    cross join lateral (
      select coalesce(sum(amount), 0) as posted, coalesce(sum(held), 0) as held from ledger.entries where account_id = a.id
    ) entries
    cross join lateral (
      select coalesce(sum(h.amount - h.captured - h.released), 0) as held
      from ledger.entries e
      join ledger.holds h on h.id = e.posting_id
      where e.account_id = a.id and e.held > 0 and h.account_id = a.id and h.state = 'open'
    ) holds
    cross join lateral (
      values
        ('balance_is_sum_of_entries', entries.posted, a.posted::bigint),
        ('balance_is_sum_of_entries', entries.held, a.held::bigint),
        ('held_is_sum_of_open_holds', holds.held, a.held::bigint)
    ) rule (invariant, expected, found)
    where a.id = any (${accounts.map(({ id }) => id)}::uuid[]) and rule.expected <> rule.found
  `.execute(db);
  return rows;
}
