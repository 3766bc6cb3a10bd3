import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { Registry } from 'prom-client';
import { eventually, testDatabase } from '#test';
import { withContext } from '../telemetry/context.ts';
import { announceAfterCommit, announcing } from './announcing.ts';
import { createEventLog } from './event-log.ts';
import { pruneEvents } from './prune.ts';
import { eventChannel, record, recordAll } from './record.ts';
import { silent, trialLog, walletMoved } from './trial.ts';

const patienceMs = 10_000;
const plain = await testDatabase();
const database = announcing(plain);
const { db, transact } = database;

test('an event carries what caused it, and one of a transaction that was undone is never seen', async () => {
  const seen: unknown[] = [];
  const log = trialLog(database);
  await log.tail({ handle: (events) => void seen.push(...events) });
  await assert.rejects(
    transact(async (tx) => {
      await record(tx, walletMoved, { data: { balance: 1 } });
      throw new Error('undone');
    }),
  );
  await withContext({ correlationId: 'request-1', traceparent: 'trace-1' }, () =>
    transact((tx) => record(tx, walletMoved, { subject: 'wallet-1', owner: 'ada', data: { balance: 2 } })),
  );
  await eventually('one was seen', () => seen.length === 1, patienceMs);
  const { id: _id, recorded_at: _at, ...rest } = seen[0] as { id: number; recorded_at: string };
  assert.deepEqual(rest, {
    type: 'trial.wallet_moved',
    subject: 'wallet-1',
    owner: 'ada',
    data: { balance: 2 },
    correlation_id: 'request-1',
    traceparent: 'trace-1',
  });
  await log.stop();
});

test('data that is not what the definition says is never written', async () => {
  const wrong = { balance: 'much' } as unknown as { balance: number };
  await assert.rejects(
    transact((tx) => record(tx, walletMoved, { data: wrong })),
    /not what its definition says/,
  );
});

test('the application can neither change nor remove what it has recorded', async () => {
  for (const attempt of [
    sql`update platform.events set type = 'other'`,
    sql`delete from platform.events`,
    sql`truncate platform.events`,
  ]) {
    await assert.rejects(attempt.execute(db), { code: '42501' });
  }
});

test('many commits are announced together, and each is announced', async () => {
  let heard = 0;
  const forget = await plain.listen('trial', () => heard++);
  let silence = Promise.resolve();
  for (let round = 0; round < 100; round++) {
    silence = transact(async (tx) => announceAfterCommit(tx, 'trial'));
    if (round % 20 === 19) await silence;
  }
  await silence;
  await eventually('it was heard', () => heard > 0, patienceMs);
  const before = heard;
  assert.ok(before < 50, `${before} announcements for 100 commits`);
  await transact(async (tx) => announceAfterCommit(tx, 'trial'));
  await eventually('the last one was heard too', () => heard > before, patienceMs);
  forget();
});

test('what is undone is not announced, and an announcement arrives within milliseconds', async () => {
  const heard = Promise.withResolvers<number>();
  const forget = await plain.listen(eventChannel, () => heard.resolve(performance.now()));
  await assert.rejects(
    transact(async (tx) => {
      await record(tx, walletMoved, { data: { balance: 1 } });
      throw new Error('undone');
    }),
  );
  const started = performance.now();
  await transact((tx) => record(tx, walletMoved, { data: { balance: 1 } }));
  assert.ok((await heard.promise) - started < 500);
  forget();
});

test('old events are dropped once every reader has seen them, and young ones never', async () => {
  await transact((tx) =>
    recordAll(
      tx,
      walletMoved,
      Array.from({ length: 30 }, (_, balance) => ({ data: { balance } })),
    ),
  );
  const ids = (await plain.owner<{ id: string }>('select id from platform.events order by id')).map(({ id }) => Number(id));
  await plain.owner("update platform.events set recorded_at = now() - interval '40 days' where id <= $1", [ids.at(-6)]);
  await plain.owner("insert into platform.event_cursors (reader, position) values ('behind', $1)", [ids.at(-21)]);
  assert.equal(await pruneEvents(db, 30), ids.length - 20);
  await plain.owner("update platform.event_cursors set position = $1 where reader = 'behind'", [ids.at(-1)]);
  assert.equal(await pruneEvents(db, 30), 15);
  assert.equal(await pruneEvents(db, 0), 0);
  await plain.owner("delete from platform.event_cursors where reader = 'behind'");
});

test('the lag of a reader is counted over what concerns it', async () => {
  const registry = new Registry();
  createEventLog({ database, registry, logger: silent });
  await plain.owner(
    "insert into platform.event_cursors (reader, types, position) values ('all', null, 0), ('none', array['other'], 0)",
  );
  const metrics = await registry.metrics();
  assert.match(metrics, /akawo_event_lag_events\{reader="all"\} 5\n/);
  assert.match(metrics, /akawo_event_lag_events\{reader="none"\} 0\n/);
});
