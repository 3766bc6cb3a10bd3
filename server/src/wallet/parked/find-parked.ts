import { sql } from 'kysely';
import { type PersonId } from '#identity';
import { type AccountId } from '#ledger';
import { type Db } from '#platform/db';
import { type TransactionId } from '../transaction.ts';
import { type WalletCurrency, type WalletId } from '../wallet.ts';

/** Money that waits and would fit now. */
export interface Fitting {
  readonly transaction_id: TransactionId;
  readonly wallet_id: WalletId;
  readonly person_id: PersonId;
  readonly account_id: AccountId;
  readonly currency: WalletCurrency;
  readonly amount: number;
  readonly parked_at: string;
}

const fits = sql`
  i.released_at is null
  and t.parked_at is not null
  and t.status = 'success'
  and not a.frozen_credits
  and (a.ceiling is null or a.posted + i.amount <= a.ceiling)
`;

/** In the order of arrival. Each fits alone; whether the next one still does is for the ledger to say. */
export async function findFitting(db: Db, wallet: WalletId, atOnce: number): Promise<readonly Fitting[]> {
  const { rows } = await sql<Fitting>`
    select i.transaction_id, i.wallet_id, w.person_id, w.account_id, i.currency, i.amount, i.parked_at
    from wallet.parked_inflows i
    join wallet.transactions t on t.id = i.transaction_id
    join wallet.wallets w on w.id = i.wallet_id
    join ledger.accounts a on a.id = w.account_id
    where i.wallet_id = ${wallet} and ${fits}
    order by i.parked_at, i.transaction_id
    limit ${atOnce}
  `.execute(db);
  return rows;
}

export interface RoomPage {
  readonly after?: WalletId | undefined;
  readonly limit: number;
}

/** The wallets in which something that waits for them would fit now. */
export async function listWithRoom(db: Db, { after, limit }: RoomPage): Promise<readonly WalletId[]> {
  const { rows } = await sql<{ id: WalletId }>`
    select distinct w.id
    from wallet.parked_inflows i
    join wallet.transactions t on t.id = i.transaction_id
    join wallet.wallets w on w.id = i.wallet_id
    join ledger.accounts a on a.id = w.account_id
    where ${fits} and (${after ?? null}::uuid is null or w.id > ${after ?? null})
    order by w.id
    limit ${limit}
  `.execute(db);
  return rows.map(({ id }) => id);
}

/** Of these people's wallets, and of those that these transactions touched, the ones in which something that waits would fit now. */
export async function findWithRoom(
  db: Db,
  { people = [], transactions = [] }: { readonly people?: readonly string[]; readonly transactions?: readonly string[] },
): Promise<readonly WalletId[]> {
  const { rows } = await sql<{ id: WalletId }>`
    with concerned as materialized (
      select id from wallet.wallets where person_id = any (${people}::uuid[])
      union
      select unnest(array[sender_wallet_id, receiver_wallet_id]) from wallet.transactions where id = any (${transactions}::uuid[])
    )
    select distinct w.id
    from concerned
    join wallet.wallets w on w.id = concerned.id
    join wallet.parked_inflows i on i.wallet_id = w.id
    join wallet.transactions t on t.id = i.transaction_id
    join ledger.accounts a on a.id = w.account_id
    where ${fits}
  `.execute(db);
  return rows.map(({ id }) => id);
}
