import { type AccessTo, type Overview, type PersonId } from '#identity';
import { type Writer } from '#ledger';
import { clock } from '#platform/clock';
import { type Database, type Tx } from '#platform/db';
import { type EventLog } from '#platform/events';
import { type Http } from '#platform/http';
import { type Jobs } from '#platform/jobs';
import { type StrictLimiter } from '#platform/limits';
import { type OnceTogether } from '#platform/once';
import { type ActivityLimits, addActivityRoutes } from './activity/activity-routes.ts';
import { walletOverview } from './activity/overview.ts';
import { handleBulkTransfers } from './bulk/bulk-job.ts';
import { addBulkRoutes } from './bulk/bulk-routes.ts';
import { createWalletOf } from './chosen-wallet.ts';
import { giveDemoMoney } from './demo-money.ts';
import { handleWalletJobs, readWalletEvents } from './handlers.ts';
import { addLimitRoutes } from './limit-routes.ts';
import { addLockRoutes } from './lock-routes.ts';
import { maskName } from './mask-name.ts';
import { openWallet } from './open.ts';
import { endOverrides, findOverdue } from './overrides/end-overrides.ts';
import { heedExpiry } from './overrides/heed-expiry.ts';
import { type OverrideId, overrideLimit, type WantedOverride } from './overrides/override-limit.ts';
import { addParkedRoutes } from './parked/parked-routes.ts';
import { createReleases } from './parked/release-parked.ts';
import { addStatementRoutes } from './statements/statement-routes.ts';
import { createSystemAccounts } from './system-accounts.ts';
import { createTariffReader } from './tariff.ts';
import { addTransferRoutes } from './transfer-routes.ts';
import { createTransfers, type Transfers } from './transfer.ts';
import { addWalletRoutes } from './wallet-routes.ts';
import { type WalletId } from './wallet.ts';

export interface WalletModuleOptions {
  readonly database: Database;
  readonly writer: Writer;
  readonly together: OnceTogether;
  readonly strictLimiter: StrictLimiter;
  readonly limits: ActivityLimits;
}

export interface WalletModule {
  /** What everybody gets in the transaction in which he signs up. */
  openFirstWallet(tx: Tx, newcomer: { readonly personId: PersonId }): Promise<void>;
  addRoutes(http: Http, access: AccessTo): void;
  /** The work behind the answers. */
  handleJobs(jobs: Jobs): void;
  /** Follows what happens to people and to money, once there are queues for the work that it brings. */
  readEvents(events: EventLog): void;
  readonly transfers: Transfers;
  /** For staff; two of them answer for it. */
  overrideLimit(tx: Tx, wanted: WantedOverride): Promise<OverrideId>;
  /** For the seeded world; says whether this was the first time. */
  giveDemoMoney(person: PersonId, name: string, amount: number): Promise<boolean>;
  /** What we have to say on a person's first page. */
  readonly overview: Overview;
}

/** More than ever run out in one moment. */
const overdueAtOnce = 200;

export function createWalletModule(options: WalletModuleOptions): WalletModule {
  const { database, writer: ledger, together, strictLimiter, limits } = options;
  const { db } = database;
  const tariff = createTariffReader(db);
  const systemAccounts = createSystemAccounts(database);
  const walletOf = createWalletOf(db);
  const termsNow = async (tx?: Tx) => ({ tariff: await tariff(tx), at: clock.now() });

  async function endOverdue(wallets: readonly WalletId[]): Promise<void> {
    const terms = await termsNow();
    await database.transact((tx) => endOverrides(tx, wallets, terms));
  }

  const endAllOverdue = async () => endOverdue(await findOverdue(db, overdueAtOnce));
  const writer = heedExpiry(ledger, endAllOverdue);
  const releaseParked = createReleases({ db, writer, systemAccounts });
  const work = { database, tariff, endOverrides: endOverdue, releaseParked };
  const transfers = createTransfers({
    database,
    ledger,
    writer,
    tariff,
    systemAccounts,
    endOverrides: (wallet) => endOverdue([wallet as WalletId]),
  });

  return {
    async openFirstWallet(tx, { personId }) {
      await openWallet(tx, { personId, currency: 'NGN', ...(await termsNow(tx)) });
    },
    addRoutes(http, access) {
      addWalletRoutes(http, { access, database, walletOf, tariff, strictLimiter });
      addLimitRoutes(http, { access, db, walletOf, tariff });
      addParkedRoutes(http, { access, db, walletOf, releaseParked });
      addLockRoutes(http, { access, database });
      addTransferRoutes(http, {
        access,
        together,
        transfers,
        tariff,
        strictLimiter,
        explaining: { db, transfers, mask: maskName },
      });
      addBulkRoutes(http, {
        access,
        together,
        parts: { database, tariff, systemAccounts, endOverrides: endOverdue },
        endAllOverdue,
      });
      addActivityRoutes(http, { access, db, limits });
      addStatementRoutes(http, { access, db, walletOf });
    },
    handleJobs(jobs) {
      handleWalletJobs(jobs, work);
      handleBulkTransfers(jobs, { database, writer, tariff, systemAccounts, endOverrides: endOverdue });
    },
    readEvents: (events) => readWalletEvents(events, work),
    transfers,
    overrideLimit: async (tx, wanted) => overrideLimit(tx, wanted, await termsNow(tx)),
    giveDemoMoney: (person, name, amount) => giveDemoMoney({ database, writer: ledger }, person, name, amount),
    overview: walletOverview(db),
  };
}
