import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { testDatabase } from '#test';
import { said } from '../test/said.ts';
import { openWorld, type TestPerson } from '../test/world.ts';
import { type Transaction } from '../transaction.ts';

const database = await testDatabase();
const world = await openWorld(database);

let ada: TestPerson;
let bola: TestPerson;

before(async () => {
  [ada, bola] = [await world.join({ money: 100_000_000, tier: 3 }), await world.join({ money: 100_000_000, tier: 3 })];
});

async function pay(from: TestPerson, to: TestPerson): Promise<string> {
  const told = await world.send(from, { amount: 1_000, wallet_number: to.wallet.number });
  assert.equal(told.status, 201, told.text);
  return said<Transaction>(told).id;
}

test('pages that are turned while payments arrive lose nothing that was there before the first, and show nothing twice', async () => {
  const earlier: string[] = [];
  for (let round = 0; round < 6; round += 1)
    earlier.push(
      ...(await Promise.all(Array.from({ length: 10 }, (_, place) => (place % 2 === 0 ? pay(ada, bola) : pay(bola, ada))))),
    );

  const read: string[] = [];
  let later = 0;
  let cursor = '';
  do {
    const turned = world.ask(ada, { method: 'GET', path: `/transactions?limit=3${cursor}` });
    const [told] = await Promise.all([turned, pay(ada, bola), pay(bola, ada)]);
    later += 2;
    const page = said<{ data: Transaction[]; next_cursor: string | null }>(told);
    read.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
  } while (cursor !== '');

  assert.equal(new Set(read).size, read.length, 'a transaction came twice');
  assert.deepEqual(
    earlier.filter((id) => !read.includes(id)),
    [],
    'a transaction was lost',
  );
  assert.deepEqual(read, read.toSorted().toReversed());
  assert.ok(later >= 40 && read.length < earlier.length + later);
});
