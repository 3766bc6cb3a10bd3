import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type Database, databaseUnavailable, outcomeUnknown } from '#platform/db';
import { connect, startCuttingProxy, testDatabase } from '#test';
import { balance } from './queries.ts';
import { accepted, assertBooksRight, openSome, openTwo, recordedIds, refusal, transfer, writerOn } from './test/books.ts';

const database = await testDatabase();

type Loss = 'before' | 'after' | 'late';

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
      await (loss === 'late' ? decided.promise : committed.catch(() => undefined));
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

test('a database that is away is said to everybody, and the batch is not torn to pieces over it', async () => {
  const asked: string[] = [];
  const writer = writerOn({ transact: async () => (asked.push('asked'), Promise.reject(databaseUnavailable())) }, { lanes: 1 });
  const [ada, bola] = await openTwo(database);
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => writer.submit(transfer(ada, bola, 10))));
  assert.ok(results.every((result) => result.status === 'rejected' && databaseUnavailable.is(result.reason)));
  assert.equal(asked.length, 1);
});

test('afterwards every account is the fold of its entries', () => assertBooksRight(database));
