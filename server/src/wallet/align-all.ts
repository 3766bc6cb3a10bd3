import { sql } from 'kysely';
import { type Database } from '#platform/db';
import { alignLimits } from './align-limits.ts';
import { type Tariff } from './tariff.ts';
import { type WalletId } from './wallet.ts';

export interface AligningAll {
  readonly tariff: Tariff;
  readonly at: Temporal.Instant;
  readonly signal: AbortSignal;
}

const atOnce = 500;

/** After limits of a tier that were entered for a day have begun to hold, everybody gets them; on all other days there is nothing to do. */
export async function alignAll(
  { db, transact }: Pick<Database, 'db' | 'transact'>,
  { tariff, at, signal }: AligningAll,
): Promise<void> {
  const { rows: begun } = await sql`
    select id from wallet.tier_limits where effective_from between now() - interval '1 day' and now() limit 1
  `.execute(db);
  let after: WalletId | undefined;
  for (let isMore = begun.length > 0; isMore && !signal.aborted;) {
    const { rows } = await sql<{ id: WalletId }>`
      select id from wallet.wallets where ${after ?? null}::uuid is null or id > ${after ?? null} order by id limit ${atOnce}
    `.execute(db);
    const wallets = rows.map(({ id }) => id);
    await transact((tx) => alignLimits(tx, wallets, { tariff, at, by: 'wallet', reason: 'other limits of the tier' }));
    after = wallets.at(-1);
    isMore = wallets.length === atOnce;
  }
}
