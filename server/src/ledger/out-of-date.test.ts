import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { Registry } from 'prom-client';
import { uuidArray } from '#platform/db';
import { testDatabase } from '#test';
import { type AccountId } from './account.ts';
import { along } from './along.ts';
import { setLimits } from './freeze.ts';
import { accepted, assertBooksRight, openSome, openTwo, refusal, transfer, writerOn } from './test/books.ts';

const database = await testDatabase();
const staff = { by: 'the staff', reason: 'to see' };

test('a limit that was changed in the meantime is heeded by each order, where later ones make up for it too', async () => {
  for (const [limits, code] of [
    [{ floor: 50 }, 'insufficient_funds'],
    [{ floor: null, ceiling: 150 }, 'ceiling_exceeded'],
  ] as const) {
    const writer = writerOn(database, { lanes: 1 });
    const [bank, ada] = await openTwo(database);
    accepted(await writer.submit(transfer(bank, ada, 100)));
    await database.transact((tx) => setLimits(tx, ada, limits, staff));
    const pair = [transfer(ada, bank, 100), transfer(bank, ada, 100)];
    const orders = code === 'insufficient_funds' ? pair : pair.toReversed();
    const [first, second] = await Promise.all(orders.map((order) => writer.submit(order)));
    assert.equal(refusal(first), code);
    accepted(second);
  }
});

test('a writer that is alone decides next to nothing in vain, on however many lanes', async () => {
  const registry = new Registry();
  const writer = writerOn(database, { registry, lanes: 3 });
  const people = await openSome(database, 600);
  const any = () => people[Math.floor(Math.random() * people.length)] as AccountId;
  const pay = async () => {
    for (let turn = 0; turn < 40; turn++) {
      const from = any();
      let to = any();
      while (to === from) to = any();
      accepted(await writer.submit(transfer(from, to, 1)));
    }
  };
  await Promise.all(Array.from({ length: 64 }, pay));
  const inVain = /akawo_ledger_out_of_date_batches_total (\d+)/.exec(await registry.metrics())?.[1];
  // A process that was held up for a second may be late once; times that go backwards were late every few hundred orders.
  assert.ok(Number(inVain) <= 1, `${inVain} batches`);
});

test('a batch that has locked nothing does not wait for what somebody else keeps locked, and is written once that is free', async () => {
  const registry = new Registry();
  const writer = writerOn(database, { registry, lanes: 1 });
  const [ada, bola] = await openTwo(database);
  accepted(await writer.submit(transfer(ada, bola, 1)));
  const kept = Promise.withResolvers<undefined>();
  const keeping = database.transact(async (tx) => {
    await sql`select * from ledger.lock_accounts(${uuidArray([ada])}, '{}', '{}')`.execute(tx);
    kept.resolve(undefined);
    await wait(900);
  });
  await kept.promise;
  accepted(await writer.submit(transfer(ada, bola, 1)));
  await keeping;
  // It gave up, although the account stood where it was remembered: had it waited, nothing would have been out of date.
  assert.match(await registry.metrics(), /akawo_ledger_out_of_date_batches_total 1/);
});

test('what goes along and is refused by a table of its own says nothing about what is remembered', async () => {
  await database.owner("create table public.notes (said text not null check (said <> 'never'))");
  await database.owner('grant insert on public.notes to akawo_app');
  const registry = new Registry();
  const writer = writerOn(database, { registry, lanes: 1 });
  const [ada, bola] = await openTwo(database);
  accepted(await writer.submit(transfer(ada, bola, 1)));
  const note = along(async (tx) => void (await sql`insert into public.notes (said) values ('never')`.execute(tx)), 'a note');
  await assert.rejects(writer.submit(transfer(ada, bola, 1), [note]), { constraint: 'notes_said_check' });
  assert.match(await registry.metrics(), /akawo_ledger_out_of_date_batches_total 0/);
  accepted(await writer.submit(transfer(ada, bola, 1)));
});

test('an order that cannot be decided at all fails alone, whether or not its accounts are remembered', async () => {
  const [ada, bola] = await openTwo(database);
  const writer = writerOn(database, { lanes: 1 });
  const undecidable = () => transfer(ada, bola, 1, { metadata: { x: 1n as never } });
  for (let turn = 0; turn < 2; turn++) {
    const [bad, good] = await Promise.allSettled([undecidable(), transfer(ada, bola, 1)].map((order) => writer.submit(order)));
    assert.equal(bad?.status, 'rejected');
    assert.equal(good?.status, 'fulfilled');
  }
});

test('afterwards every account is the fold of its entries', () => assertBooksRight(database));
