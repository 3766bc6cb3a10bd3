import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, testDatabase } from '#test';
import { type AccountId } from './account.ts';
import { type Order } from './command.ts';
import { balance } from './queries.ts';
import { accepted, assertBooksRight, openSome, recordedIds, transfer, writerOn } from './test/books.ts';

/** By another name than the processes that post, so that it can be seen when they are gone. */
const database = await testDatabase({ name: 'akawo races' });
const processes = 4;
const ordersEach = 240;
const beginning = 200;

/** One more process that posts, started before anybody begins. */
async function startPoster() {
  const child = fork(join(import.meta.dirname, 'test/post-orders.ts'));
  await once(child, 'spawn');
  return async (orders: readonly Order[]): Promise<readonly string[]> => {
    child.send({ url: database.appUrl.reveal(), orders });
    const [ends] = (await once(child, 'message')) as [readonly string[]];
    await once(child, 'exit');
    return ends;
  };
}

const any = <T>(items: readonly T[]): T => {
  const item = items[Math.floor(Math.random() * items.length)];
  assert.ok(item !== undefined);
  return item;
};

test('processes that post against each other, on hot accounts and the same orders twice, never lose an entry', async () => {
  const people = await openSome(database, 12, { floor: 0 });
  const [hot] = (await openSome(database, 1)) as [AccountId];
  const funding = writerOn(database);
  await Promise.all(people.map((person) => funding.submit(transfer(hot, person, beginning))));

  const shared = Array.from({ length: 25 }, () => transfer(hot, any(people), 1));
  const plans = Array.from({ length: processes }, (_, process) => {
    const own = Array.from({ length: ordersEach }, (__, index): Order => {
      const [from, to] = process % 2 === 0 ? people.slice(0, 2) : people.slice(0, 2).toReversed();
      assert.ok(from !== undefined && to !== undefined);
      if (index % 3 === 0) return transfer(from, to, 3);
      if (index % 3 === 1) return transfer(any(people), hot, 2);
      const [payer, payee, other] = [any(people.slice(0, 4)), any(people.slice(4, 8)), any(people.slice(8))];
      return [...transfer(payer, payee, 5), ...transfer(payee, other, 5), ...transfer(other, hot, 1)];
    });
    return own.flatMap((order, index) => (index % 8 === 0 ? [order, shared[(index / 8) % shared.length] ?? order] : [order]));
  });

  const posters = await Promise.all(plans.map(startPoster));
  const ends = await Promise.all(posters.map((post, index) => post(plans[index] ?? [])));

  const told = new Set(ends.flat());
  assert.deepEqual(
    [...told].filter((end) => !['accepted', 'replayed', 'insufficient_funds'].includes(end)),
    [],
  );
  assert.deepEqual([...told].toSorted(), ['accepted', 'insufficient_funds', 'replayed']);

  const expected = new Map<AccountId, number>([
    ...people.map((person) => [person, beginning] as const),
    [hot, -beginning * people.length],
  ]);
  const stored = await recordedIds(database);
  for (const [index, plan] of plans.entries()) {
    for (const [place, order] of plan.entries()) {
      const end = ends[index]?.[place];
      for (const command of order) assert.equal(stored.has(command.id), end !== 'insufficient_funds');
      if (end !== 'accepted') continue;
      for (const command of order) {
        assert.ok(command.kind === 'post');
        for (const { account, amount } of command.legs) expected.set(account, (expected.get(account) ?? 0) + amount);
      }
    }
  }
  for (const [account, posted] of expected) assert.equal((await balance(database.db, account))?.posted, posted);
  for (const [index] of shared.entries()) {
    const copies = ends.flatMap((end, process) => end.filter((_, place) => plans[process]?.[place] === shared[index]));
    assert.equal(copies.filter((end) => end === 'accepted').length, 1);
  }
  await assertBooksRight(database);
  accepted(await funding.submit(transfer(hot, any(people), 1)));
  await funding.stop();
});

test('a hold that many processes capture and release at once ends once and gives no more than it has', async () => {
  const [bank, payer] = (await openSome(database, 2)) as [AccountId, AccountId];
  const writer = writerOn(database);
  const holds = Array.from({ length: 20 }, () => {
    const [{ id }] = transfer(bank, payer, 1);
    return { kind: 'hold' as const, id, reference: `held ${id}`, account: payer, amount: 10 };
  });
  await Promise.all(holds.map((hold) => writer.submit([hold])));
  const amountOf = (process: number) => (process % 2 === 0 ? 6 : 10);
  const plans = Array.from({ length: processes }, (_, process) =>
    holds.map(({ id: hold }): Order => {
      const [{ id, reference, legs }] = transfer(payer, bank, amountOf(process));
      if (process === 3) return [{ kind: 'release', id, reference, hold, because: 'released' }];
      return [{ kind: 'capture', id, reference, hold, legs }];
    }),
  );
  const posters = await Promise.all(plans.map(startPoster));
  const ends = await Promise.all(posters.map((post, index) => post(plans[index] ?? [])));
  let captured = 0;
  for (const [place] of holds.entries()) {
    const captures = ends.slice(0, 3).map((end, process): number => (end[place] === 'accepted' ? amountOf(process) : 0));
    const taken = captures.reduce((sum, amount) => sum + amount, 0);
    assert.ok(taken <= 10);
    captured += taken;
  }
  assert.equal((await balance(database.db, bank))?.posted, captured);
  const left = await database.owner<{ left: number }>(
    "select count(*)::int as left from ledger.holds where state = 'open' and amount - captured - released <> 4",
  );
  assert.equal(left[0]?.left, 0);
  await assertBooksRight(database);
  await writer.stop();
});

test('in all of that nobody ever stood in a deadlock', async () => {
  // The server counts what a connection went through when that has ended.
  await eventually('the connections of the other processes are gone', async () => {
    const [row] = await database.owner<{ left: number }>(`
      select count(*)::int as left
      from pg_stat_activity
      where datname = current_database() and application_name = 'akawo test'`);
    return row?.left === 0;
  });
  const [counted] = await database.owner<{ deadlocks: number }>(
    'select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()',
  );
  assert.equal(counted?.deadlocks, 0);
});
