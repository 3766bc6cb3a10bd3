import { sql } from 'kysely';
import { type Db } from '#platform/db';
import { type WalletNumber } from './number.ts';
import { type WalletCurrency } from './wallet.ts';

export interface WalletOwner {
  readonly name: string;
  readonly currency: WalletCurrency;
}

/** Whose wallet it is. Nobody's, if he was banned: money would not reach him. */
export async function lookUpWallet(db: Db, number: WalletNumber): Promise<WalletOwner | undefined> {
  const { rows } = await sql<WalletOwner>`
    select p.first_name || ' ' || p.last_name as name, w.currency
    from wallet.wallets w
    join identity.people p on p.id = w.person_id
    where w.number = ${number} and p.banned_at is null
  `.execute(db);
  return rows[0];
}
