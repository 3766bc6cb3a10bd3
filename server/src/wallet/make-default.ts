import { sql } from 'kysely';
import { type PersonId } from '#identity';
import { type Tx } from '#platform/db';
import { record } from '#platform/events';
import { walletUpdated } from './events.ts';
import { walletNotFound } from './problems.ts';
import { type WalletId } from './wallet.ts';

/** The wallet that is meant where its owner does not say which. */
export async function makeDefault(
  tx: Tx,
  { walletId, personId }: { readonly walletId: WalletId; readonly personId: PersonId },
): Promise<void> {
  const { rows } = await sql<{ id: WalletId }>`
    select id from wallet.wallets where person_id = ${personId} order by id for no key update
  `.execute(tx);
  if (!rows.some(({ id }) => id === walletId)) throw walletNotFound();
  await sql`update wallet.wallets set is_default = false where person_id = ${personId} and is_default and id <> ${walletId}`.execute(
    tx,
  );
  const { rows: chosen } = await sql<{ id: WalletId }>`
    update wallet.wallets set is_default = true where id = ${walletId} and not is_default returning id
  `.execute(tx);
  if (chosen.length > 0) await record(tx, walletUpdated, { subject: walletId, owner: personId, data: { change: 'default' } });
}
