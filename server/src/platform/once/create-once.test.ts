import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { connect, testDatabase } from '#test';
import {
  createOnce,
  idempotencyInProgress,
  idempotencyKeyExpired,
  idempotencyKeyReused,
  type OnceAnswer,
  pruneAnswers,
} from './index.ts';
import { ask, effect, effectsOf, prepareEffects, render } from './trial.ts';

const database = await testDatabase({ connections: 16 });
const elsewhere = connect(database.appUrl, { connections: 16 });
after(() => elsewhere.close());
before(() => prepareEffects(database));
const [once, onceElsewhere] = [database, elsewhere].map((one) => createOnce({ database: one, render })) as [
  ReturnType<typeof createOnce>,
  ReturnType<typeof createOnce>,
];

test('the same key and body get the first answer again, byte for byte, and one effect', async () => {
  const request = ask();
  const first = await once(request, effect(request));
  assert.equal(first.replayed, false);
  const second = await onceElsewhere({ ...request, body: { to: 'bola', amount: 100 } }, effect(request));
  assert.deepEqual(second, { ...first, replayed: true });
  assert.deepEqual(await effectsOf(database, request.key), ['done']);
});

test('any number of copies at once, over two processes, make one effect and get equal bytes', async () => {
  const patiently = async (copy: number, request = ask()): Promise<OnceAnswer> => {
    for (;;) {
      try {
        return await (copy % 2 === 0 ? once : onceElsewhere)(request, effect(request));
      } catch (thrown) {
        if (!idempotencyInProgress.is(thrown)) throw thrown;
        await wait(5);
      }
    }
  };
  const requests = Array.from({ length: 20 }, () => ask());
  const runs = requests.flatMap((request) =>
    Array.from({ length: 20 }, (_, copy) => ({ request, answer: patiently(copy, request) })),
  );
  await Promise.all(runs.map(({ answer }) => answer));
  for (const request of requests) {
    const copies = await Promise.all(runs.filter((run) => run.request === request).map(({ answer }) => answer));
    assert.equal(new Set(copies.map(({ body }) => body)).size, 1);
    assert.equal(copies.filter(({ replayed }) => !replayed).length, 1);
    assert.equal((await effectsOf(database, request.key)).length, 1);
  }
});

test('two bodies under one key in the same millisecond: one is done, the other is refused and has no effect', async () => {
  const pairs = Array.from({ length: 200 }, () => ask());
  await Promise.all(
    pairs.map(async (request) => {
      const [one, other] = [request, { ...request, body: { amount: 200 } }];
      const settled = await Promise.allSettled([once(one, effect(one, 'one')), onceElsewhere(other, effect(other, 'other'))]);
      const won = settled.flatMap((result, index) => (result.status === 'fulfilled' ? [['one', 'other'][index]] : []));
      const lost = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
      assert.equal(won.length, 1);
      assert.ok(lost.every((reason) => idempotencyKeyReused.is(reason)));
      assert.deepEqual(await effectsOf(database, request.key), won);
    }),
  );
});

test('another body or another route under a used key is refused and has no effect', async () => {
  const request = ask();
  await once(request, effect(request));
  for (const other of [
    { ...request, body: { amount: '100', to: 'bola' } },
    { ...request, route: 'POST /api/v1/withdrawals' },
  ]) {
    await assert.rejects(once(other, effect(other)), (thrown) => idempotencyKeyReused.is(thrown));
  }
  assert.equal((await effectsOf(database, request.key)).length, 1);
});

test('a key belongs to its caller: the same key of another is another operation, and no answer crosses over', async () => {
  const mine = ask();
  const answers = new Set<string>();
  for (const caller of ['user:ada', 'user:bola', 'key:ada', 'user:ada2', 'user:ad']) {
    const answer = await once({ ...mine, caller }, effect(mine, caller));
    assert.equal(answer.replayed, false);
    answers.add(answer.body);
  }
  assert.equal(answers.size, 5);
  assert.equal((await effectsOf(database, mine.key)).length, 5);
});

test('while the first one runs, a copy and another body are told so at once', async () => {
  const request = ask();
  const [entered, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = once(request, async (tx) => {
    entered.resolve();
    await leave.promise;
    return effect(request)(tx);
  });
  await entered.promise;
  const started = performance.now();
  await assert.rejects(onceElsewhere(request, effect(request)), (thrown) => idempotencyInProgress.is(thrown));
  await assert.rejects(onceElsewhere({ ...request, body: {} }, effect(request)), (thrown) => idempotencyKeyReused.is(thrown));
  assert.ok(performance.now() - started < 500, 'a copy waited for the first one');
  leave.resolve();
  await first;
  assert.equal((await once(request, effect(request))).replayed, true);
  assert.equal((await effectsOf(database, request.key)).length, 1);
});

test('a writer that takes no advisory lock is waited for no longer than the lock timeout, and never passed by', async () => {
  const hasty = connect(database.appUrl, { lockTimeoutMs: 100 });
  after(() => hasty.close());
  const request = ask();
  const leave = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  const writer = database.transact(async (tx) => {
    await sql`
      insert into platform.idempotency_keys (caller, key, route, body_hash)
      values (${request.caller}, ${request.key}, ${request.route}, ${Buffer.alloc(32)})`.execute(tx);
    entered.resolve();
    await leave.promise;
  });
  await entered.promise;
  await assert.rejects(createOnce({ database: hasty, render })(request, effect(request)), (thrown) =>
    idempotencyInProgress.is(thrown),
  );
  leave.resolve();
  await writer;
  await assert.rejects(once(request, effect(request)), (thrown) => idempotencyKeyReused.is(thrown));
  assert.deepEqual(await effectsOf(database, request.key), []);
});

test('answers are dropped after 30 days, and their keys never execute again', async () => {
  const [old, young] = [ask(), ask()];
  for (const request of [old, young]) await once(request, effect(request));
  const age = (key: string, days: number) =>
    database.owner(`update platform.idempotency_answers set answered_at = now() - $2 * interval '1 day' where key = $1`, [
      key,
      days,
    ]);
  await age(old.key, 30.01);
  await age(young.key, 29.99);
  await database.owner(`
    insert into platform.idempotency_answers (caller, key, status, body, answered_at)
    select 'user:past', n::text, 201, '{}', now() - interval '31 days' from generate_series(1, 2500) n`);
  assert.equal(await pruneAnswers(database), 2_501);
  assert.equal(await pruneAnswers(database), 0);
  await assert.rejects(once(old, effect(old)), (thrown) => idempotencyKeyExpired.is(thrown));
  await assert.rejects(once({ ...old, body: {} }, effect(old)), (thrown) => idempotencyKeyReused.is(thrown));
  assert.equal((await once(young, effect(young))).replayed, true);
  assert.equal((await effectsOf(database, old.key)).length, 1);
});

test('the role of the application can neither change nor remove a key', async () => {
  const attempts = [
    sql`delete from platform.idempotency_keys`,
    sql`update platform.idempotency_keys set body_hash = body_hash`,
    sql`truncate platform.idempotency_keys`,
    sql`update platform.idempotency_answers set body = ''`,
  ];
  for (const attempt of attempts) await assert.rejects(attempt.execute(database.db), { code: '42501' });
});
