import { sql } from 'kysely';
import { type Currency } from '@akawo/money';
import { type Db, type Tx } from '#platform/db';
import { newId } from '#platform/id';
import { type Account, type AccountId, type AccountKind } from './account.ts';

/** Which account it is. There is one of each. */
export interface AccountIdentity {
  readonly kind: AccountKind;
  readonly currency: Currency;
  /** Whose it is: a person, a provider, a circle; `null` where there is only one. */
  readonly owner: string | null;
  readonly stripe?: number;
}

export interface NewAccount extends AccountIdentity {
  /** `null` for system accounts, which may go below zero without end. */
  readonly floor: number | null;
  readonly ceiling?: number | null;
  readonly daily_debit_cap?: number | null;
  readonly zone?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Opens the accounts, or finds those that were opened before and leaves them as they are; in the order given. */
export async function openAccounts(tx: Tx, wanted: readonly NewAccount[]): Promise<readonly Account[]> {
  if (wanted.length === 0) return [];
  await sql`
    select ledger.open_accounts(
      ${wanted.map(() => newId<'accounts'>())},
      ${wanted.map(({ kind }) => kind)},
      ${wanted.map(({ owner }) => owner)},
      ${wanted.map(({ currency }) => currency)},
      ${wanted.map(({ stripe = 0 }) => stripe)},
      ${wanted.map(({ floor }) => floor)},
      ${wanted.map(({ ceiling = null }) => ceiling)},
      ${wanted.map(({ daily_debit_cap = null }) => daily_debit_cap)},
      ${wanted.map(({ zone = 'Africa/Lagos' }) => zone)},
      ${wanted.map(({ metadata = {} }) => JSON.stringify(metadata))}
    )
  `.execute(tx);
  return findAccounts(tx, wanted);
}

async function findAccounts(db: Db, wanted: readonly AccountIdentity[]): Promise<readonly Account[]> {
  const { rows } = await sql<Account>`
    select
      a.id, a.kind, a.owner, a.currency, a.stripe, a.created_at, a.metadata, a.zone, a.floor, a.ceiling, a.daily_debit_cap,
      a.frozen_debits, a.frozen_credits, a.posted, a.held, a.sequence, a.debited, a.debited_on
    from unnest(
      ${wanted.map(({ kind }) => kind)}::text[],
      ${wanted.map(({ owner }) => owner)}::text[],
      ${wanted.map(({ currency }) => currency)}::text[],
      ${wanted.map(({ stripe = 0 }) => stripe)}::int[]
    ) with ordinality as w (kind, owner, currency, stripe, position)
    cross join lateral (
      select * from ledger.accounts where kind = w.kind and owner = w.owner and currency = w.currency and stripe = w.stripe
      union all
      select *
      from ledger.accounts
      where w.owner is null and owner is null and kind = w.kind and currency = w.currency and stripe = w.stripe
    ) a
    order by w.position
  `.execute(db);
  return rows;
}

export async function readAccount(db: Db, id: AccountId): Promise<Account | undefined> {
  const { rows } = await sql<Account>`
    select
      id, kind, owner, currency, stripe, created_at, metadata, zone, floor, ceiling, daily_debit_cap, frozen_debits, frozen_credits,
      posted, held, sequence, debited, debited_on
    from ledger.accounts
    where id = ${id}
  `.execute(db);
  return rows[0];
}
