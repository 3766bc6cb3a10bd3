import { sql } from 'kysely';
import { personChanged } from '#identity/events';
import { clock } from '#platform/clock';
import { type Database, type Db } from '#platform/db';
import { type EventLog } from '#platform/events';
import { enqueueAll, type Jobs } from '#platform/jobs';
import { alignAll } from './align-all.ts';
import { alignLimits } from './align-limits.ts';
import { transactionUpdated } from './events.ts';
import { endOverridesJob, keepWalletsJob, releaseParkedJob } from './jobs.ts';
import { findOverdue } from './overrides/end-overrides.ts';
import { findWithRoom, listWithRoom } from './parked/find-parked.ts';
import { type ReleaseParked } from './parked/release-parked.ts';
import { type TariffReader } from './tariff.ts';
import { type WalletId } from './wallet.ts';

export interface WalletWork {
  readonly database: Pick<Database, 'db' | 'transact'>;
  readonly tariff: TariffReader;
  readonly endOverrides: (wallets: readonly WalletId[]) => Promise<void>;
  readonly releaseParked: ReleaseParked;
}

const atOnce = 200;
const mostRounds = 1_000;

export function handleWalletJobs(jobs: Pick<Jobs, 'handle' | 'schedule'>, work: WalletWork): void {
  const { database, tariff, endOverrides, releaseParked } = work;
  jobs.handle(endOverridesJob, ({ wallet_id }) => endOverrides([wallet_id as WalletId]));
  jobs.handle(releaseParkedJob, async ({ wallet_id }) => void (await releaseParked(wallet_id as WalletId)));
  jobs.handle(keepWalletsJob, async (_, { signal }) => {
    for (let round = 0; round < mostRounds && !signal.aborted; round += 1) {
      const overdue = await findOverdue(database.db, atOnce);
      if (overdue.length === 0) break;
      await endOverrides(overdue);
    }
    await alignAll(database, { tariff: await tariff(), at: clock.now(), signal });
    let after: WalletId | undefined;
    for (let round = 0; round < mostRounds && !signal.aborted; round += 1) {
      const wallets = await listWithRoom(database.db, { after, limit: atOnce });
      for (const wallet of wallets) await releaseParked(wallet);
      after = wallets.at(-1);
      if (wallets.length < atOnce) break;
    }
  });
  // On the hour, because that is when limits of a new day begin to hold.
  jobs.schedule({ name: 'wallet.keep', cron: '0 * * * *', job: keepWalletsJob, data: () => ({}) });
}

/** What concerns wallets: a person has another tier, or money has left and made room, or began to wait a moment after there was room again. */
export function readWalletEvents(events: Pick<EventLog, 'read'>, { tariff }: Pick<WalletWork, 'tariff'>): void {
  events.read({
    name: 'wallet.limits',
    types: [personChanged],
    async apply(tx, changes) {
      const people = [...new Set(changes.map(({ data }) => data.person_id))];
      const wallets = await walletsOf(tx, people);
      await alignLimits(tx, wallets, {
        tariff: await tariff(tx),
        at: clock.now(),
        by: 'wallet',
        reason: 'the tier of the owner',
      });
      await enqueueAll(tx, releaseParkedJob, (await findWithRoom(tx, { people })).map(askedFor));
    },
  });
  events.read({
    name: 'wallet.room',
    types: [transactionUpdated],
    batch: 500,
    onPoison: 'park',
    async apply(tx, updates) {
      const transactions = [...new Set(updates.flatMap(({ subject }) => subject ?? []))];
      await enqueueAll(tx, releaseParkedJob, (await findWithRoom(tx, { transactions })).map(askedFor));
    },
  });
}

async function walletsOf(db: Db, people: readonly string[]): Promise<readonly WalletId[]> {
  const { rows } = await sql<{ id: WalletId }>`
    select id from wallet.wallets where person_id = any (${people}::uuid[])
  `.execute(db);
  return rows.map(({ id }) => id);
}

function askedFor(wallet: WalletId) {
  return { data: { wallet_id: wallet } };
}
