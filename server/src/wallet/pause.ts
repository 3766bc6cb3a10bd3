import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { record } from '#platform/events';
import { walletUpdated } from './events.ts';
import { type WalletRow } from './wallet.ts';

/** Pauses the wallet or has it resume; answers whether money may leave it now. */
export async function toggleActivity(tx: Tx, { id, person_id }: Pick<WalletRow, 'id' | 'person_id'>): Promise<boolean> {
  const { rows } = await sql<{ is_active: boolean }>`
    update wallet.wallets set is_active = not is_active where id = ${id} returning is_active
  `.execute(tx);
  const [toggled] = rows;
  if (toggled === undefined) throw new Error(`the wallet ${id} is gone`);
  await record(tx, walletUpdated, { subject: id, owner: person_id, data: { change: toggled.is_active ? 'resumed' : 'paused' } });
  return toggled.is_active;
}
