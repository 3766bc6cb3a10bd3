import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, testDatabase } from '#test';
import { announcing } from './announcing.ts';
import type { RecordedEvent } from './define-event.ts';
import { recordAll } from './record.ts';
import { trialLog, walletMoved } from './trial.ts';

const patienceMs = 10_000;
const plain = await testDatabase({ connections: 12 });
const database = announcing(plain);
const quick = { leaseMs: 400, pollMs: 50, firstPauseMs: 1, attempts: 3, from: 'now' as const };

const write = (...balances: number[]) =>
  database.transact((tx) =>
    recordAll(
      tx,
      walletMoved,
      balances.map((balance) => ({ data: { balance } })),
    ),
  );

async function ready(reader: string): Promise<void> {
  const claimed = () => plain.owner('select from platform.event_cursors where reader = $1 and holder is not null', [reader]);
  await eventually(`${reader} reads`, async () => (await claimed()).length === 1, patienceMs);
}

test('one process reads under a name; when it stops another one goes on where it was', async () => {
  const seen: string[] = [];
  const reading = (process: string) => {
    const log = trialLog(database);
    log.read({
      ...quick,
      name: 'relay',
      types: [walletMoved],
      deliver: async (events) => void seen.push(...events.map((event) => `${process}${event.data.balance}`)),
    });
    return log;
  };
  const first = reading('a');
  await ready('relay');
  const second = reading('b');
  await write(1, 2);
  await eventually('the first read them', () => seen.length === 2, patienceMs);
  await first.stop();
  await write(3);
  await eventually('the second goes on', () => seen.length === 3, patienceMs);
  await second.stop();
  assert.deepEqual(seen, ['a1', 'a2', 'b3']);
});

async function poison(
  name: string,
  onPoison: 'stop' | 'park',
  broken: () => boolean,
): Promise<{ seen: number[]; stop(): Promise<void> }> {
  const seen: number[] = [];
  const log = trialLog(database);
  log.read({
    ...quick,
    name,
    types: [walletMoved],
    onPoison,
    longestPauseMs: 20,
    async deliver(events) {
      const balances = events.map((event) => event.data.balance);
      if (broken() && balances.includes(666)) throw new Error('cannot digest this');
      seen.push(...balances);
    },
  });
  await ready(name);
  return { seen, stop: () => log.stop() };
}

test('a reader told to park puts the one bad event aside with its error and handles all others once', async () => {
  const reader = await poison('parking', 'park', () => true);
  const good = Array.from({ length: 20 }, (_, index) => index);
  await write(...good.slice(0, 13), 666, ...good.slice(13));
  await eventually('the good ones are through', () => reader.seen.length === good.length, patienceMs);
  assert.deepEqual(reader.seen, good);
  const parked = await plain.owner<{ type: string; error: { message: string }; attempts: number }>(
    "select type, error, attempts from platform.event_failures where reader = 'parking'",
  );
  assert.deepEqual(
    parked.map(({ type, error, attempts }) => [type, error.message, attempts]),
    [['trial.wallet_moved', 'cannot digest this', 3]],
  );
  await reader.stop();
});

test('a reader told to stop waits before the bad event, holds up no other reader, and goes on when it is mended', async () => {
  let broken = true;
  const strict = await poison('strict', 'stop', () => broken);
  const other = await poison('other', 'park', () => false);
  await write(1, 666, 2);
  await eventually('the other reader is through', () => other.seen.length === 3, patienceMs);
  await eventually('the strict one came as far as it could', () => strict.seen.length === 1, patienceMs);
  assert.deepEqual(strict.seen, [1]);
  broken = false;
  await eventually('the strict one went on', () => strict.seen.length === 3, patienceMs);
  assert.deepEqual(strict.seen, [1, 666, 2]);
  await Promise.all([strict.stop(), other.stop()]);
});

test('a batch that takes too long has failed, and a reader is not held up for ever', async () => {
  let calls = 0;
  const log = trialLog(database);
  log.read({
    ...quick,
    name: 'slow',
    timeoutMs: 50,
    async deliver() {
      if (++calls === 1) await new Promise(() => {});
    },
  });
  await ready('slow');
  await write(1);
  await eventually('it was tried again', () => calls === 2, patienceMs);
  await log.stop();
});

test('a tail sees in every process what commits from now on', async () => {
  await write(1);
  const seen: RecordedEvent[][] = [[], []];
  const logs = [trialLog(database), trialLog(database)];
  await Promise.all(logs.map((log, index) => log.tail({ handle: (events) => void seen[index]?.push(...events) })));
  await write(2, 3);
  await eventually('both saw them', () => seen.every((events) => events.length === 2), patienceMs);
  for (const events of seen)
    assert.deepEqual(
      events.map(({ data }) => data),
      [{ balance: 2 }, { balance: 3 }],
    );
  await Promise.all(logs.map((log) => log.stop()));
});
