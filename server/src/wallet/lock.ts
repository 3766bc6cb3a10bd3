import { sql } from 'kysely';
import { type PersonId } from '#identity';
import { type AccountId, freeze, unfreeze } from '#ledger';
import { type Tx } from '#platform/db';
import { record } from '#platform/events';
import { walletUpdated } from './events.ts';
import { walletNotFound } from './problems.ts';
import { type WalletId } from './wallet.ts';

export interface Locking {
  readonly walletId: WalletId;
  /** A member of staff. The ledger keeps who it was, and why, for ever. */
  readonly by: PersonId;
  readonly reason: string;
}

/** Nothing leaves the wallet from now on; nothing comes in either, if that is wanted. What is held can still be given back. */
export async function lockWallet(tx: Tx, locking: Locking & { readonly incoming?: boolean }): Promise<void> {
  const { account_id, person_id } = await findAccount(tx, locking.walletId);
  await freeze(tx, account_id, reasonOf(locking), locking.incoming === true ? ['debits', 'credits'] : ['debits']);
  await record(tx, walletUpdated, { subject: locking.walletId, owner: person_id, data: { change: 'locked' } });
}

export async function unlockWallet(tx: Tx, locking: Locking): Promise<void> {
  const { account_id, person_id } = await findAccount(tx, locking.walletId);
  await unfreeze(tx, account_id, reasonOf(locking));
  await record(tx, walletUpdated, { subject: locking.walletId, owner: person_id, data: { change: 'unlocked' } });
}

function reasonOf({ by, reason }: Locking) {
  return { by: `person:${by}`, reason };
}

async function findAccount(tx: Tx, wallet: WalletId) {
  const { rows } = await sql<{ account_id: AccountId; person_id: PersonId }>`
    select account_id, person_id from wallet.wallets where id = ${wallet}
  `.execute(tx);
  if (rows[0] === undefined) throw walletNotFound();
  return rows[0];
}
