import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, testDatabase } from '#test';
import { apply } from './apply.ts';
import { type Outcome } from './outcome.ts';
import { balance } from './queries.ts';
import { accepted, assertBooksRight, newPostingId, openSome, openTwo, refusal, transfer, writerOn } from './test/books.ts';

const database = await testDatabase({ connections: 16 });
const writer = writerOn(database);

const postedOf = async (account: Parameters<typeof balance>[1]) => (await balance(database.db, account))?.posted;

/** What was done, apart from whether it was done just now. */
const done = (outcome: Outcome) => accepted(outcome).postings;

test('the same order again has its first outcome and no second effect', async () => {
  const [ada, bola] = await openTwo(database);
  const order = transfer(ada, bola, 70, {
    metadata: { note: 'rent', months: 2 },
    effective_at: Temporal.Instant.from('2026-10-31T12:00:00Z'),
  });
  const first = accepted(await writer.submit(order));
  const again = accepted(await writer.submit(order));
  assert.deepEqual([first.replayed, again.replayed], [false, true]);
  assert.deepEqual(JSON.parse(JSON.stringify(again.postings)), JSON.parse(JSON.stringify(first.postings)));
  assert.equal(await postedOf(bola), 70);
});

test('the same reference under a new id is the same order, and with other content a conflict', async () => {
  const [ada, bola] = await openTwo(database);
  const order = transfer(ada, bola, 70);
  const first = await writer.submit(order);
  const renamed = await writer.submit([{ ...order[0], id: newPostingId() }]);
  assert.equal(accepted(renamed).replayed, true);
  assert.equal(done(renamed)[0]?.id, done(first)[0]?.id);
  assert.deepEqual(await writer.submit(transfer(ada, bola, 71, { reference: order[0].reference })), {
    kind: 'refused',
    command: 0,
    refusal: { code: 'posting_conflict', posting: order[0].id, by: 'reference' },
  });
  assert.equal(refusal(await writer.submit(transfer(ada, bola, 70, { id: order[0].id }))), 'posting_conflict');
  assert.equal(await postedOf(bola), 70);
});

test('a repetition hears its first outcome even when there would be no money for a second one', async () => {
  const [ada, bola] = await openTwo(database, { floor: 0 });
  const [bank] = await openSome(database, 1);
  assert.ok(bank !== undefined);
  await writer.submit(transfer(bank, ada, 100));
  const order = transfer(ada, bola, 100);
  const outcomes = [
    await writer.submit(order),
    await writer.submit(order),
    await database.transact((tx) => apply(tx, [{ order }])),
  ].flat();
  assert.deepEqual(
    outcomes.map((outcome) => accepted(outcome).replayed),
    [false, true, true],
  );
  assert.equal(await postedOf(bola), 100);
});

test('of copies that arrive in the same instant, in many processes and many ways, one takes effect and all hear of it', async () => {
  const [ada, bola] = await openTwo(database);
  const others = [1, 2, 3].map(() => connect(database.appUrl, { connections: 4 }));
  const writers = [writer, ...others.map((other) => writerOn(other))];
  for (let round = 0; round < 15; round++) {
    const order = transfer(ada, bola, 1);
    const outcomes = await Promise.all([
      ...writers.map((one) => one.submit(order)),
      ...writers.map((one) => one.submit([{ ...order[0], id: newPostingId() }])),
      ...others.map((other) => other.transact(async (tx) => (await apply(tx, [{ order }]))[0])),
    ]);
    assert.equal(outcomes.filter((outcome) => !accepted(outcome).replayed).length, 1);
    assert.equal(new Set(outcomes.map((outcome) => accepted(outcome).postings[0]?.id)).size, 1);
    assert.equal(await postedOf(bola), round + 1);
  }
  await Promise.all(writers.slice(1).map((one) => one.stop()));
  await Promise.all(others.map((other) => other.close()));
});

test('of two orders under one id that share no account, one is carried out and the other is a conflict', async () => {
  const elsewhere = connect(database.appUrl, { connections: 4 });
  const there = writerOn(elsewhere);
  for (let round = 0; round < 15; round++) {
    const [ada, bola, chidi, dayo] = await openSome(database, 4);
    assert.ok(ada !== undefined && bola !== undefined && chidi !== undefined && dayo !== undefined);
    const order = transfer(ada, bola, 1);
    const rival = transfer(chidi, dayo, 2, { id: order[0].id });
    const outcomes = await Promise.all([
      writer.submit(order),
      there.submit(rival),
      database.transact(async (tx) => (await apply(tx, [{ order: rival }]))[0]),
    ]);
    const isRivalDone = (await postedOf(dayo)) === 2;
    assert.equal(await postedOf(bola), isRivalDone ? 0 : 1);
    const expected = isRivalDone ? ['refused', 'accepted', 'accepted'] : ['accepted', 'refused', 'refused'];
    assert.deepEqual(
      outcomes.map((outcome) => outcome?.kind),
      expected,
    );
  }
  await there.stop();
  await elsewhere.close();
});

test('inside a transaction of the caller orders happen with it or not at all', async () => {
  const [ada, bola] = await openTwo(database);
  const order = transfer(ada, bola, 30);
  await assert.rejects(
    database.transact(async (tx) => {
      accepted((await apply(tx, [{ order }]))[0]);
      throw new Error('the caller changed his mind');
    }),
    /changed his mind/,
  );
  assert.equal(await postedOf(bola), 0);
  const outcomes = await database.transact(async (tx) => [
    ...(await apply(tx, [{ order }, { order: [] }, { order: transfer(bola, ada, 5) }])),
    ...(await apply(tx, [{ order }, { order: transfer(bola, ada, 5) }])),
  ]);
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.kind === 'accepted' ? outcome.replayed : refusal(outcome))),
    [false, 'empty', false, true, false],
  );
  assert.equal(await postedOf(bola), 20);
});

test('afterwards every account is the fold of its entries', () => assertBooksRight(database));
