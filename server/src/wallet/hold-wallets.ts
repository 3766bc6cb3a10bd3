import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { type WalletId } from './wallet.ts';

/** What is said about a wallet is changed by one after the other: the limits are worked out from what the one before has left. */
export async function holdWallets(tx: Tx, ids: readonly WalletId[]): Promise<void> {
  await sql`select from wallet.wallets where id = any (${ids}::uuid[]) order by id for no key update`.execute(tx);
}
