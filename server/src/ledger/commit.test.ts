import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { type Database, databaseUnavailable, outcomeUnknown } from '#platform/db';
import { connect, startCuttingProxy, testDatabase } from '#test';
import { freeze, unfreeze } from './freeze.ts';
import { balance } from './queries.ts';
import { accepted, assertBooksRight, openSome, openTwo, recordedIds, refusal, transfer, writerOn } from './test/books.ts';

const database = await testDatabase();

type Loss = 'before' | 'after' | 'late';

/** Attempts whose COMMIT was not answered; when they have ended, nothing more will come of them. */
const late: Promise<unknown>[] = [];

/** The database, whose n-th COMMIT from now on is not answered: it never arrived, it was carried out, or it will be a little later. */
function losing(losses: readonly (Loss | 'gone' | undefined)[]): Pick<Database, 'transact'> {
  const left = [...losses];
  return {
    async transact(work) {
      const loss = left.shift();
      if (loss === undefined) return database.transact(work);
      if (loss === 'gone') throw databaseUnavailable();
      const decided = Promise.withResolvers<undefined>();
      const committed = database.transact(async (tx) => {
        const result = await work(tx);
        decided.resolve(undefined);
        if (loss === 'before') throw new Error('lost');
        if (loss === 'late') await wait(150);
        return result;
      });
      const ended = committed.catch(() => undefined);
      late.push(ended);
      await (loss === 'late' ? decided.promise : ended);
      throw outcomeUnknown();
    },
  };
}

test('when the answer of COMMIT is lost the waiters hear the truth, and it happened once', async () => {
  for (const loss of ['before', 'after', 'late'] as const) {
    const writer = writerOn(losing([loss]), { lanes: 1 });
    const [ada, bola] = await openTwo(database);
    const [poor] = await openSome(database, 1, { floor: 0 });
    assert.ok(poor !== undefined);
    const outcomes = await Promise.all([
      writer.submit(transfer(ada, bola, 10)),
      writer.submit(transfer(poor, bola, 10)),
      writer.submit(transfer(bola, ada, 4)),
    ]);
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.kind === 'accepted' ? outcome.replayed : refusal(outcome))),
      [false, 'insufficient_funds', false],
      loss,
    );
    assert.equal((await balance(database.db, bola))?.posted, 6);
  }
});

test('when the answer of COMMIT is lost for orders decided from memory the waiters hear the truth, and it happened once', async () => {
  for (const loss of ['before', 'after', 'late'] as const) {
    const registry = new Registry();
    const writer = writerOn(losing([undefined, loss]), { lanes: 1, registry });
    const [ada, bola] = await openTwo(database);
    const [poor, rich] = await openTwo(database, { floor: 0 });
    accepted(await writer.submit(transfer(ada, bola, 10)));
    const orders = [transfer(ada, bola, 10), transfer(poor, rich, 10), transfer(bola, ada, 4)];
    const outcomes = await Promise.all(orders.map((order) => writer.submit(order)));
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.kind === 'accepted' ? outcome.replayed : refusal(outcome))),
      [false, 'insufficient_funds', false],
      loss,
    );
    await Promise.all(late);
    assert.equal((await balance(database.db, bola))?.posted, 16, loss);
    const again = accepted(await writerOn(database).submit(orders[0] ?? []));
    assert.deepEqual(again, { ...accepted(outcomes[0]), replayed: true }, loss);
    assert.match(await registry.metrics(), /akawo_ledger_decided_orders_total\{from="memory"\} 2/);
  }
});

test('an order decided from memory that would be refused by now may have been done, so it is unknown until a repetition tells', async () => {
  const staff = { by: 'the staff', reason: 'to see' };
  for (const arrives of [false, true]) {
    const [ada, bola] = await openTwo(database);
    const order = transfer(ada, bola, 10);
    const thawed = Promise.withResolvers<undefined>();
    const lost: Promise<unknown>[] = [];
    let transactions = 0;
    const writer = writerOn({
      async transact(work) {
        transactions += 1;
        if (transactions !== 2) return database.transact(work);
        lost.push(thawed.promise.then(() => (arrives ? database.transact(work) : undefined)));
        throw outcomeUnknown();
      },
    });
    accepted(await writer.submit(transfer(ada, bola, 10)));
    await database.transact((tx) => freeze(tx, ada, staff));
    await assert.rejects(writer.submit(order), (thrown) => outcomeUnknown.is(thrown));
    assert.equal((await recordedIds(database)).has(order[0].id), false);
    await database.transact((tx) => unfreeze(tx, ada, staff));
    thawed.resolve(undefined);
    await Promise.all(lost);
    assert.equal((await recordedIds(database)).has(order[0].id), arrives);
    assert.equal(accepted(await writer.submit(order)).replayed, arrives);
    assert.equal((await balance(database.db, bola))?.posted, 20);
  }
});

test('an order decided from memory that was done before it would be refused hears that it was done', async () => {
  const [ada, bola] = await openTwo(database);
  let transactions = 0;
  const writer = writerOn({
    async transact(work) {
      transactions += 1;
      const result = await database.transact(work);
      if (transactions !== 2) return result;
      await database.transact((tx) => freeze(tx, ada, { by: 'the staff', reason: 'to see' }));
      throw outcomeUnknown();
    },
  });
  accepted(await writer.submit(transfer(ada, bola, 10)));
  assert.equal(accepted(await writer.submit(transfer(ada, bola, 10))).replayed, false);
  assert.equal((await balance(database.db, bola))?.posted, 20);
});

test('a server that is away for a moment after a lost COMMIT is waited for', async () => {
  const writer = writerOn(losing(['after', 'gone', 'gone', 'after']), { lanes: 1 });
  const [ada, bola] = await openTwo(database);
  accepted(await writer.submit(transfer(ada, bola, 10)));
  assert.equal((await balance(database.db, bola))?.posted, 10);
});

test('when nobody can be asked the waiters are told that it is unknown, and a repetition tells them', async () => {
  const [ada, bola] = await openTwo(database);
  for (const loss of ['before', 'after'] as const) {
    const writer = writerOn(losing([loss, ...Array.from({ length: 20 }, () => 'gone' as const)]), { lanes: 1, patienceMs: 100 });
    const order = transfer(ada, bola, 10);
    await assert.rejects(writer.submit(order), (thrown) => outcomeUnknown.is(thrown));
    assert.equal((await recordedIds(database)).has(order[0].id), loss === 'after');
    assert.equal(accepted(await writerOn(database).submit(order)).replayed, loss === 'after');
  }
  assert.equal((await balance(database.db, bola))?.posted, 20);
});

test('an order whose connection breaks during COMMIT is there once, and hears one truth, whether or not the server had heard of it', async () => {
  const proxy = await startCuttingProxy(database.appUrl);
  const shaky = connect(proxy.url, { connections: 2 });
  after(async () => {
    await shaky.close();
    await proxy.close();
  });
  const [ada, bola] = await openTwo(database);
  let expected = 0;
  for (const where of ['before', 'after'] as const) {
    const orders = [10, 20, 30].map((amount) => transfer(ada, bola, amount));
    proxy.arm(where);
    const writer = writerOn(shaky, { lanes: 1 });
    const outcomes = await Promise.all(orders.map((order) => writer.submit(order)));
    assert.ok(proxy.hasCut(), where);
    assert.deepEqual(
      outcomes.map((outcome) => accepted(outcome).replayed),
      [false, false, false],
      where,
    );
    expected += 60;
    assert.equal((await balance(database.db, bola))?.posted, expected, where);
    for (const [index, order] of orders.entries()) {
      const again = accepted(await writerOn(database).submit(order));
      assert.deepEqual(again, { ...accepted(outcomes[index]), replayed: true }, where);
    }
  }
});

test('an order whose connection breaks during COMMIT, and nobody can be asked, is unknown until a repetition tells', async () => {
  const [ada, bola] = await openTwo(database);
  for (const where of ['before', 'after'] as const) {
    const proxy = await startCuttingProxy(database.appUrl);
    const shaky = connect(proxy.url, { connections: 2 });
    after(async () => {
      await shaky.close();
      await proxy.close();
    });
    const order = transfer(ada, bola, 10);
    proxy.arm(where, true);
    await assert.rejects(writerOn(shaky, { lanes: 1, patienceMs: 100 }).submit(order), (thrown) => outcomeUnknown.is(thrown));
    assert.equal(accepted(await writerOn(database).submit(order)).replayed, where === 'after');
  }
  assert.equal((await balance(database.db, bola))?.posted, 20);
});

test('a batch that had to be looked up, and whose COMMIT was then lost, hears the truth, refusals too', async () => {
  const [ada, bola] = await openTwo(database);
  const [chidi, dayo] = await openTwo(database);
  const writer = writerOn(losing([undefined, undefined, undefined, 'after']), { lanes: 1 });
  accepted(await writer.submit(transfer(ada, bola, 1)));
  accepted(await writer.submit(transfer(chidi, dayo, 1)));
  await database.transact((tx) => freeze(tx, ada, { by: 'the staff', reason: 'to see' }));
  const outcomes = await Promise.all([writer.submit(transfer(ada, bola, 1)), writer.submit(transfer(chidi, dayo, 1))]);
  assert.equal(refusal(outcomes[0]), 'account_frozen');
  assert.equal(accepted(outcomes[1]).replayed, false);
});

test('after two lost COMMITs the answer tells what was recorded, and not what the first had hoped for', async () => {
  const [ada, bola] = await openTwo(database);
  const between = { transact: losing(['before', 'after']).transact };
  let attempts = 0;
  const writer = writerOn(
    {
      async transact(work) {
        attempts += 1;
        if (attempts === 2) accepted(await writerOn(database).submit(transfer(ada, bola, 1_000)));
        return between.transact(work);
      },
    },
    { lanes: 1 },
  );
  const order = transfer(ada, bola, 10);
  const told = accepted(await writer.submit(order));
  assert.equal(told.replayed, false);
  assert.deepEqual(told.postings[0]?.entries, accepted(await writerOn(database).submit(order)).postings[0]?.entries);
  assert.equal((await balance(database.db, bola))?.posted, 1_010);
});

test('a database that is away is said to everybody, and the batch is not torn to pieces over it', async () => {
  const asked: string[] = [];
  const writer = writerOn({ transact: async () => (asked.push('asked'), Promise.reject(databaseUnavailable())) }, { lanes: 1 });
  const [ada, bola] = await openTwo(database);
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => writer.submit(transfer(ada, bola, 10))));
  assert.ok(results.every((result) => result.status === 'rejected' && databaseUnavailable.is(result.reason)));
  assert.equal(asked.length, 1);
});

test('afterwards every account is the fold of its entries', () => assertBooksRight(database));
