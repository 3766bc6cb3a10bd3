import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { announcing } from '#platform/events';
import { createJobs, enqueue } from '#platform/jobs';
import { createLogger } from '#platform/telemetry';
import { eventually, testDatabase } from '#test';
import { type AccountId } from './account.ts';
import { along } from './along.ts';
import { releaseExpired } from './expiry.ts';
import { type Breach, checkCurrencies, checkEveryAccount, checkSample } from './invariants.ts';
import { breachReporter, keepLedger, releaseExpiredHolds } from './jobs.ts';
import { readAccount } from './open.ts';
import { balance } from './queries.ts';
import { accepted, all, assertBooksRight, newPostingId, openSome, openTwo, refusal, transfer, writerOn } from './test/books.ts';

const database = await testDatabase();
const { db } = database;
const writer = writerOn(database);
const logger = createLogger({ level: 'silent', name: 'test' });

function holdOn(account: AccountId, amount: number, expires_at?: Temporal.Instant) {
  const id = newPostingId();
  return { kind: 'hold' as const, id, reference: `held ${id}`, account, amount, ...(expires_at !== undefined && { expires_at }) };
}

const stateOf = async (id: string) =>
  (await database.owner<{ state: string }>('select state from ledger.holds where id = $1', [id]))[0]?.state;

test('holds past their time are given back once, however many processes look, and all others stay', async () => {
  const [ada] = await openTwo(database);
  const now = Temporal.Now.instant();
  const expired = Array.from({ length: 30 }, () => holdOn(ada, 10, now.subtract({ seconds: 1 })));
  const lasting = [holdOn(ada, 5), holdOn(ada, 7, now.add({ hours: 1 }))];
  await Promise.all([...expired, ...lasting].map((hold) => writer.submit([hold])));
  assert.equal((await balance(db, ada))?.held, 312);

  const told: string[] = [];
  const alongOf = ({ id }: { id: string }) => [
    along(async (_tx, items: readonly { item: string }[]) => void told.push(...items.map(({ item }) => item)), id),
  ];
  const others = [writer, writerOn(database)];
  const counts = await Promise.all(others.map((one) => releaseExpired({ db, writer: one, alongOf })));
  assert.equal(counts[0] === undefined ? 0 : counts.reduce((sum, count) => sum + count, 0), 30);
  assert.deepEqual(told.toSorted(), expired.map(({ id }) => id).toSorted());
  assert.equal((await balance(db, ada))?.held, 12);
  for (const { id } of expired) assert.equal(await stateOf(id), 'expired');
  for (const { id } of lasting) assert.equal(await stateOf(id), 'open');
  assert.equal(await releaseExpired({ db, writer }), 0);
});

test('what a late job has not given back yet can no longer be captured', async () => {
  const [ada, bola] = await openTwo(database);
  const hold = holdOn(ada, 10, Temporal.Now.instant().subtract({ seconds: 1 }));
  accepted(await writer.submit([hold]));
  const { legs } = transfer(ada, bola, 10)[0];
  const capture = { kind: 'capture' as const, id: newPostingId(), reference: `late ${hold.id}`, hold: hold.id, legs };
  assert.equal(refusal(await writer.submit([capture])), 'hold_over');
});

test('books that are right have no breach, in a sample and as a whole', async () => {
  await assertBooksRight(database);
  assert.deepEqual(await checkSample(db), []);
});

test('the jobs of the ledger find what has expired without being told', async () => {
  const [ada] = await openTwo(database);
  const hold = holdOn(ada, 10, Temporal.Now.instant());
  accepted(await writer.submit([hold]));
  const announcer = announcing(database);
  const registry = new Registry();
  const jobs = createJobs({ database: announcer, registry, logger, pollMs: 50, scheduleMs: 50 });
  keepLedger({ database: announcer, writer, jobs, registry, logger });
  await jobs.start();
  await database.transact((tx) => enqueue(tx, releaseExpiredHolds, {}));
  await eventually('the hold is given back', async () => (await stateOf(hold.id)) === 'expired');
  await jobs.stop();
});

test('every number that is changed behind the guards is found, counted, and freezes its account', async () => {
  const [ada, bola, chidi] = (await openSome(database, 3)) as [AccountId, AccountId, AccountId];
  accepted(await writer.submit(transfer(ada, bola, 10)));
  accepted(await writer.submit([holdOn(chidi, 10)]));
  await database.owner(`
    set session_replication_role = 'replica';
    alter table ledger.accounts disable trigger all;
    alter table ledger.holds disable trigger all;
    update ledger.accounts set posted = posted + 1 where id = '${bola}';
    update ledger.holds set released = 4 where account_id = '${chidi}';
    alter table ledger.accounts enable trigger all;
    alter table ledger.holds enable trigger all;
    reset session_replication_role`);

  const registry = new Registry();
  const report = breachReporter({ database, registry, logger });
  const breaches: readonly Breach[] = [...(await checkCurrencies(db)), ...(await all(checkEveryAccount(db)))];
  const told = breaches.map(({ invariant, account, expected, found }) => [invariant, account, expected, found].join(' '));
  assert.deepEqual(told.toSorted(), [
    `balance_is_sum_of_entries ${bola} 10 11`,
    'currency_sums_to_zero  0 1',
    `held_is_sum_of_open_holds ${chidi} 6 10`,
  ]);
  for (const breach of breaches) await report(breach);
  for (const account of [bola, chidi]) {
    const { frozen_debits, frozen_credits } = (await readAccount(db, account)) ?? {};
    assert.deepEqual([frozen_debits, frozen_credits], [true, true]);
  }
  assert.equal((await readAccount(db, ada))?.frozen_debits, false);
  assert.match(await registry.metrics(), /akawo_ledger_breaches_total\{invariant="balance_is_sum_of_entries"\} 1/);
});
