import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OurAccounts } from './system-accounts.ts';
import { spreadOver } from './spread-orders.ts';

const sets = ['first', 'second'].map((fees) => ({ fees }) as unknown as OurAccounts);

test('who comes in the same turn shares a set, and the next ones get the other', async () => {
  const spread = spreadOver(sets);
  const leave = Promise.withResolvers<void>();
  const used: OurAccounts[] = [];
  const work = async (accounts: OurAccounts) => {
    used.push(accounts);
    await leave.promise;
  };
  const groups = [spread(work), spread(work)];
  await Promise.resolve();
  await Promise.resolve();
  groups.push(spread(work));
  await Promise.resolve();
  await Promise.resolve();
  groups.push(spread(work), spread(work));
  await new Promise(setImmediate);
  assert.deepEqual(used, [sets[0], sets[0], sets[1]], 'there is no third set: the last two gather');
  leave.resolve();
  await Promise.all(groups);
  assert.equal(used.length, 5);
  assert.equal(used[3], used[4]);
});

test('a set is never lent to two groups at once, and everybody gets his own result', async () => {
  const spread = spreadOver(sets);
  const underway = new Map<OurAccounts, number[]>(sets.map((set) => [set, []]));
  let turn = 0;
  const work = (number: number) => async (accounts: OurAccounts) => {
    const since = turn;
    const group = underway.get(accounts) ?? [];
    group.push(since);
    assert.deepEqual(new Set(group), new Set([since]), 'those who hold a set were lent it together');
    for (let pause = 0; pause <= number % 3; pause += 1) await new Promise(setImmediate);
    group.splice(group.indexOf(since), 1);
    if (number % 7 === 0) throw new Error(`number ${number}`);
    return number;
  };
  const results: Promise<number | string>[] = [];
  for (turn = 0; turn < 50; turn += 1) {
    for (let one = 0; one < turn % 4; one += 1)
      results.push(spread(work(results.length)).catch((thrown: unknown) => (thrown instanceof Error ? thrown.message : '')));
    await new Promise(setImmediate);
  }
  assert.deepEqual(
    await Promise.all(results),
    results.map((_, number) => (number % 7 === 0 ? `number ${number}` : number)),
  );
});

test('a failure gives the set back', async () => {
  const spread = spreadOver(sets);
  for (let round = 0; round < 5; round += 1) await assert.rejects(spread(() => Promise.reject(new Error('no'))));
  assert.equal(await spread(async () => 'yes'), 'yes');
});
