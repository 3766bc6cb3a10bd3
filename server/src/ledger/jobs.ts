import { Counter, type Registry } from 'prom-client';
import { Type } from 'typebox';
import { type Database } from '#platform/db';
import { defineJob, type Jobs } from '#platform/jobs';
import { type Logger } from '#platform/telemetry';
import { type ExpiryOptions, releaseExpired } from './expiry.ts';
import { freeze } from './freeze.ts';
import { type Breach, checkCurrencies, checkEveryAccount, checkSample, invariants } from './invariants.ts';
import { type Writer } from './writer.ts';

const nothing = Type.Object({});

export const releaseExpiredHolds = defineJob({ name: 'ledger.release_expired', data: nothing, timeoutSeconds: 60 });
const checkSomeAccounts = defineJob({ name: 'ledger.check_some', data: nothing, timeoutSeconds: 120 });
const checkAllAccounts = defineJob({ name: 'ledger.check_all', data: nothing, timeoutSeconds: 6 * 3_600 });

export interface KeepingOptions extends Pick<ExpiryOptions, 'alongOf'> {
  readonly database: Database;
  readonly writer: Writer;
  readonly jobs: Pick<Jobs, 'handle' | 'schedule'>;
  readonly registry: Registry;
  readonly logger: Logger;
}

/** What has to be done for the ledger again and again: give expired holds back, and look whether the books are still right. */
export function keepLedger({ database, writer, jobs, registry, logger, ...expiry }: KeepingOptions): void {
  const { db } = database;
  const report = breachReporter({ database, registry, logger });

  jobs.handle(releaseExpiredHolds, async () => void (await releaseExpired({ db, writer, ...expiry })));
  jobs.handle(checkSomeAccounts, async () => {
    for (const breach of [...(await checkCurrencies(db)), ...(await checkSample(db))]) await report(breach);
  });
  jobs.handle(checkAllAccounts, async () => {
    for await (const breach of checkEveryAccount(db)) await report(breach);
  });
  jobs.schedule({ name: 'ledger.release_expired', cron: '*/10 * * * * *', job: releaseExpiredHolds, data: () => ({}) });
  jobs.schedule({ name: 'ledger.check_some', cron: '*/5 * * * *', job: checkSomeAccounts, data: () => ({}) });
  jobs.schedule({ name: 'ledger.check_all', cron: '30 2 * * *', job: checkAllAccounts, data: () => ({}) });
}

/** A number that is wrong without anybody knowing why must not be paid out: its account is frozen until somebody has looked. */
export function breachReporter({ database, registry, logger }: Pick<KeepingOptions, 'database' | 'registry' | 'logger'>) {
  const counter = new Counter({
    name: 'akawo_ledger_breaches_total',
    help: 'Balances that contradict their entries or holds, and currencies that do not sum to zero. Any is an alarm.',
    labelNames: ['invariant'],
    registers: [registry],
  });
  for (const invariant of invariants) counter.inc({ invariant }, 0);

  return async (breach: Breach): Promise<void> => {
    const { invariant, account, currency, expected, found } = breach;
    counter.inc({ invariant });
    logger.error({ invariant, account, currency, expected, found }, 'the ledger contradicts itself');
    if (account === null) return;
    const reason = `${invariant}: expected ${expected}, found ${found}`;
    await database.transact((tx) => freeze(tx, account, { by: 'ledger', reason }));
  };
}
