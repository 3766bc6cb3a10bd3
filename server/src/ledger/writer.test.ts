import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import { connect, eventually, testDatabase } from '#test';
import { along, type Companion } from './along.ts';
import { type Order } from './command.ts';
import { ledgerBusy } from './problems.ts';
import { balance } from './queries.ts';
import { accepted, assertBooksRight, openSome, openTwo, recordedIds, refusal, transfer, writerOn } from './test/books.ts';

const database = await testDatabase();
const writer = writerOn(database);

before(async () => {
  await database.owner("create table public.notes (said text not null check (said <> 'never'))");
  await database.owner('grant select, insert on public.notes to akawo_app');
});

const note: Companion<string> = async (tx, items) => {
  await sql`insert into public.notes (said) select unnest(${items.map(({ item }) => item)}::text[])`.execute(tx);
};

const notes = async () =>
  (await database.owner<{ said: string }>('select said from public.notes order by said')).map(({ said }) => said);

test('an answer tells where each account was left, and the database says the same', async () => {
  const [ada, bola] = await openTwo(database);
  const { postings, replayed } = accepted(await writer.submit(transfer(ada, bola, 500)));
  assert.equal(replayed, false);
  assert.deepEqual(
    postings[0]?.entries.map(({ account_id, sequence, amount, posted_after }) => ({
      account_id,
      sequence,
      amount,
      posted_after,
    })),
    [
      { account_id: ada, sequence: 1, amount: -500, posted_after: -500 },
      { account_id: bola, sequence: 1, amount: 500, posted_after: 500 },
    ],
  );
  assert.deepEqual(await balance(database.db, bola), { posted: 500, held: 0, available: 500 });
});

test('orders that come together share a commit', async () => {
  const [ada, bola] = await openTwo(database);
  const orders = Array.from({ length: 100 }, () => transfer(ada, bola, 1));
  await Promise.all(orders.map((order) => writer.submit(order)));
  const { rows } = await sql<{ commits: number }>`
    select count(distinct batch) as commits from ledger.postings where id = any (${orders.map(([{ id }]) => id)}::uuid[])
  `.execute(database.db);
  assert.ok((rows[0]?.commits ?? 100) <= 4, `100 transfers in ${rows[0]?.commits} commits`);
  assert.equal((await balance(database.db, bola))?.posted, 100);
});

test('a refused order is told why and harms nobody in its batch', async () => {
  const [poor, rich] = await openTwo(database, { floor: 0 });
  const [bank] = await openSome(database, 1);
  assert.ok(bank !== undefined);
  await writer.submit(transfer(bank, rich, 100));
  const outcomes = await Promise.all([
    writer.submit(transfer(rich, bank, 60)),
    writer.submit(transfer(poor, bank, 1)),
    writer.submit(transfer(rich, bank, 60)),
    writer.submit(transfer(rich, bank, 40)),
    writer.submit([]),
  ]);
  accepted(outcomes[0]);
  assert.equal(refusal(outcomes[1]), 'insufficient_funds');
  assert.deepEqual(outcomes[2], {
    kind: 'refused',
    command: 0,
    refusal: { code: 'insufficient_funds', account: rich, available: 40, floor: 0, needed: 60 },
  });
  accepted(outcomes[3]);
  assert.equal(refusal(outcomes[4]), 'empty');
  assert.equal((await balance(database.db, rich))?.posted, 0);
});

test('an order that the database cannot take fails alone, whatever waits before and behind it', async () => {
  const accounts = await openSome(database, 20);
  const orders: Order[] = accounts.map((account, index) => transfer(account, accounts[(index + 1) % 20] ?? account, 10));
  for (const index of [0, 7, 8, 19])
    orders[index] = orders[index]?.map((command) => ({ ...command, reference: `nul ${index} \0` })) ?? [];
  const results = await Promise.allSettled(orders.map((order) => writer.submit(order)));
  assert.deepEqual(
    results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : [])),
    [0, 7, 8, 19],
  );
  const stored = await recordedIds(database);
  for (const [index, [command]] of orders.entries())
    assert.equal(stored.has(command?.id ?? ('' as never)), results[index]?.status === 'fulfilled');
});

test('an id that is none is told to its caller and never reaches a batch', async () => {
  const [ada, bola] = await openTwo(database);
  const [good, bad] = await Promise.allSettled([
    writer.submit(transfer(ada, bola, 1)),
    writer.submit(transfer(ada, bola, 1, { id: `${ada},${bola}` as never })),
  ]);
  assert.equal(good?.status, 'fulfilled');
  assert.match(String(bad?.status === 'rejected' && bad.reason), /is not an id/);
});

test('what goes along is written with its order: not for a refusal, not for a repetition, and not alone', async () => {
  const [ada, bola] = await openTwo(database, { floor: 0 });
  const [bank] = await openSome(database, 1);
  assert.ok(bank !== undefined);
  const paid = transfer(bank, ada, 10);
  const unwritable = transfer(bank, ada, 5);
  const results = await Promise.allSettled([
    writer.submit(paid, [along(note, 'paid')]),
    writer.submit(paid, [along(note, 'paid again')]),
    writer.submit(transfer(bola, bank, 10), [along(note, 'refused')]),
    writer.submit(unwritable, [along(note, 'never')]),
    writer.submit(transfer(bank, bola, 10), [along(note, 'also'), along(note, 'twice')]),
  ]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(await notes(), ['also', 'paid', 'twice']);
  assert.equal((await balance(database.db, ada))?.posted, 10);
});

test('an account that somebody keeps locked makes only its own orders wait, and they are told that it was not done', async () => {
  const impatient = connect(database.appUrl, { connections: 4, lockTimeoutMs: 30 });
  const hurried = writerOn(impatient);
  const [locked, ...others] = await openSome(database, 5);
  assert.ok(locked !== undefined);
  await database.transact(async (tx) => {
    await sql`select * from ledger.lock_accounts(${[locked]}, '{}', '{}')`.execute(tx);
    const results = await Promise.allSettled(
      [...others, locked].map((account, index, all) => hurried.submit(transfer(account, all[(index + 3) % 5] ?? account, 1))),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    assert.equal(refused.length, 2);
    for (const { reason } of refused) assert.ok(ledgerBusy.is(reason), String(reason));
  });
  accepted(await hurried.submit(transfer(locked, others[0] ?? locked, 1)));
  await hurried.stop();
  await impatient.close();
});

test('however many wait for a lock, who has nothing to do with it does not wait for them', async () => {
  const [locked, ada, bola, carl] = await openSome(database, 4);
  assert.ok(locked !== undefined && ada !== undefined && bola !== undefined && carl !== undefined);
  const waiting = await database.transact(async (tx) => {
    await sql`select * from ledger.lock_accounts(${[locked]}, '{}', '{}')`.execute(tx);
    const behind = Array.from({ length: 50 }, () => writer.submit(transfer(locked, ada, 1)));
    await eventually('they are under way', async () => {
      const waits = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      return (await database.owner(waits)).length > 0;
    });
    accepted(await writer.submit(transfer(bola, carl, 1)));
    return { behind };
  });
  for (const outcome of await Promise.all(waiting.behind)) accepted(outcome);
});

test('who finds the line full is refused at once, and all who stand in it are served', async () => {
  const small = writerOn(database, { queueOrders: 10, lanes: 1 });
  const [ada, bola] = await openTwo(database);
  const results = await Promise.allSettled(Array.from({ length: 15 }, () => small.submit(transfer(ada, bola, 1))));
  const refused = results.filter((result) => result.status === 'rejected');
  assert.equal(refused.length, 5);
  for (const { reason } of refused) assert.ok(ledgerBusy.is(reason));
  assert.equal((await balance(database.db, bola))?.posted, 10);
  await small.stop();
});

test('stopping serves everybody who waits and takes nobody in', async () => {
  const stopping = writerOn(database, { batchOrders: 4 });
  const [ada, bola] = await openTwo(database);
  const waiting = Promise.all(Array.from({ length: 50 }, () => stopping.submit(transfer(ada, bola, 1))));
  await stopping.stop();
  await assert.rejects(stopping.submit(transfer(ada, bola, 1)), (thrown) => ledgerBusy.is(thrown));
  assert.equal((await waiting).filter(({ kind }) => kind === 'accepted').length, 50);
  assert.equal((await balance(database.db, bola))?.posted, 50);
});

test('on many lanes an account is served in the order in which its orders came', async () => {
  const lanes = writerOn(database, { lanes: 4, batchOrders: 8 });
  const accounts = await openSome(database, 6);
  const orders = Array.from({ length: 300 }, (_, index) => {
    const [from, to] = [accounts[index % 6], accounts[(index * 5 + 1 + (index % 3)) % 6]];
    assert.ok(from !== undefined && to !== undefined);
    return transfer(from, from === to ? (accounts[(index + 1) % 6] ?? to) : to, 1);
  });
  await Promise.all(orders.map((order) => lanes.submit(order)));
  const place = new Map(orders.map(([{ id }], index) => [id, index]));
  for (const account of accounts) {
    const { rows } = await sql<{ posting_id: never }>`
      select posting_id from ledger.entries where account_id = ${account} order by sequence
    `.execute(database.db);
    const places = rows.map(({ posting_id }) => place.get(posting_id) ?? -1);
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
  }
  await assertBooksRight(database);
});
