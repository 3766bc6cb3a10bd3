import { sql } from 'kysely';
import { type PersonId } from '#identity';
import { type Db } from '#platform/db';
import { type Wallet, type WalletCurrency, type WalletRow } from './wallet.ts';

/** A wallet together with where its account stands. */
export interface WalletWithBalance extends WalletRow {
  readonly posted: number;
  readonly held: number;
  readonly is_locked: boolean;
}

export async function listWallets(db: Db, personId: PersonId): Promise<readonly WalletWithBalance[]> {
  const { rows } = await sql<WalletWithBalance>`
    select
      w.id, w.person_id, w.currency, w.number, w.account_id, w.is_default, w.is_active, w.created_at, a.posted, a.held,
      a.frozen_debits or a.frozen_credits as is_locked
    from wallet.wallets w
    join ledger.accounts a on a.id = w.account_id
    where w.person_id = ${personId}
    order by w.is_default desc, w.currency
  `.execute(db);
  return rows;
}

/** The person's wallet in that currency, or his default one. */
export async function findWallet(db: Db, personId: PersonId, currency?: WalletCurrency): Promise<WalletWithBalance | undefined> {
  const wallets = await listWallets(db, personId);
  return wallets.find((wallet) => (currency === undefined ? wallet.is_default : wallet.currency === currency));
}

export function presentWallet(wallet: WalletWithBalance): Wallet {
  const { id, number, currency, posted, held, is_default, is_active, is_locked, created_at } = wallet;
  return {
    id,
    wallet_number: number,
    currency,
    balance: posted,
    held,
    available: posted - held,
    is_default,
    is_active,
    is_locked,
    created_at,
  };
}
