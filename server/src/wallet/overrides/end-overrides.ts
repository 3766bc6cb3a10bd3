import { sql } from 'kysely';
import { type PersonId } from '#identity';
import { type Db, type Tx } from '#platform/db';
import { recordAll } from '#platform/events';
import { alignLimits } from '../align-limits.ts';
import { walletUpdated } from '../events.ts';
import { holdWallets } from '../hold-wallets.ts';
import { type Tariff } from '../tariff.ts';
import { type WalletId } from '../wallet.ts';

interface Ended {
  readonly wallet_id: WalletId;
  readonly person_id: PersonId;
}

/** Writes down that what has run out is over, and gives the accounts back the limits of the tier. Doing it again changes nothing. */
export async function endOverrides(
  tx: Tx,
  wallets: readonly WalletId[],
  { tariff, at }: { readonly tariff: Tariff; readonly at: Temporal.Instant },
): Promise<void> {
  await holdWallets(tx, wallets);
  const { rows: ended } = await sql<Ended>`
    update wallet.limit_overrides o set ended_at = clock_timestamp()
    from wallet.wallets w
    where w.id = o.wallet_id and o.wallet_id = any (${wallets}::uuid[]) and o.ended_at is null and o.expires_at <= clock_timestamp()
    returning o.wallet_id, w.person_id
  `.execute(tx);
  const changed = await alignLimits(tx, wallets, { tariff, at, by: 'wallet', reason: 'an override has run out' });
  const others = new Map(ended.map(({ wallet_id, person_id }) => [wallet_id, person_id]));
  for (const wallet of changed) others.delete(wallet);
  await recordAll(
    tx,
    walletUpdated,
    [...others].map(([subject, owner]) => ({ subject, owner, data: { change: 'limits' } })),
  );
}

/** Wallets with an override that has run out and is not over yet. */
export async function findOverdue(db: Db, atOnce: number): Promise<readonly WalletId[]> {
  const { rows } = await sql<{ wallet_id: WalletId }>`
    select distinct wallet_id
    from wallet.limit_overrides
    where ended_at is null and expires_at <= clock_timestamp()
    limit ${atOnce}
  `.execute(db);
  return rows.map(({ wallet_id }) => wallet_id);
}
