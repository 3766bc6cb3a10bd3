import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { type PageOf } from '#platform/http';
import { testDatabase } from '#test';
import { openWorld, type TestPerson } from '../test/world.ts';
import { type Transaction, transactionStatuses, transactionTypes } from '../transaction.ts';
import { type ListWish, listTransactions } from './list-transactions.ts';
import { type Made, makeHistory } from './test/make-history.ts';
import { beginOf, endOf } from './period.ts';

const database = await testDatabase();
const world = await openWorld(database);
const { db } = database;

let ada: TestPerson;
let bola: TestPerson;
let stranger: TestPerson;
let history: readonly Made[];
let ownWallets: ReadonlySet<string>;

before(async () => {
  [ada, bola, stranger] = [await world.join(), await world.join(), await world.join()];
  for (const person of [ada, bola]) {
    const opened = await world.ask(person, { path: '/wallets', body: { currency: 'GHS' } });
    assert.equal(opened.status, 201, opened.text);
  }
  history = await makeHistory(database, { between: [ada.id, bola.id], size: 500, seed: 11 });
  const rows = await database.owner<{ id: string }>('select id from wallet.wallets where person_id = $1', [ada.id]);
  ownWallets = new Set(rows.map(({ id }) => id));
});

/** All pages one after the other. */
async function readAll(wish: ListWish): Promise<Transaction[]> {
  const read: Transaction[] = [];
  let cursor: string | undefined;
  do {
    const page: PageOf<Transaction> = await listTransactions(db, ada.id, { ...wish, cursor });
    assert.ok(page.data.length <= wish.limit && (page.data.length > 0 || read.length === 0));
    read.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return read;
}

/** The same list by going through everything. */
function expected({
  type,
  status,
  direction,
  currency,
  from,
  to,
  min_amount = 0,
  max_amount = Infinity,
  q = '',
}: ListWish): string[] {
  const isWithin = (at: string) =>
    (from === undefined || Temporal.Instant.compare(at, beginOf(from)) >= 0) &&
    (to === undefined || Temporal.Instant.compare(at, endOf(to)) < 0);
  const seen = history.filter((row) => {
    const isSender = row.sender_wallet_id !== null && ownWallets.has(row.sender_wallet_id);
    const isReceiver = row.receiver_wallet_id !== null && ownWallets.has(row.receiver_wallet_id);
    const shown = isReceiver && row.status === 'success' && row.parked_at !== null ? 'processing' : row.status;
    const texts = [row.reference, row.narration, isSender ? row.receiver_name : row.sender_name];
    return (
      (isSender || isReceiver) &&
      (type === undefined || row.type === type) &&
      (status === undefined || shown === status) &&
      (direction === undefined || direction === (isSender ? 'out' : 'in')) &&
      (currency === undefined || row.currency === currency) &&
      isWithin(row.created_at) &&
      row.amount >= min_amount &&
      row.amount <= max_amount &&
      texts.some((text) => text?.toLowerCase().includes(q.toLowerCase()))
    );
  });
  return seen.map(({ id }) => id).toSorted((left, right) => (left < right ? 1 : -1));
}

const someDay = fc
  .integer({ min: -2, max: 12 })
  .map((day) => Temporal.PlainDate.from('2026-03-01').add({ days: day }).toString());
const someMoment = fc.nat(499).map((place) => history[place]?.created_at ?? '2026-03-01T00:00:00Z');
const bound = fc.oneof(someDay, someMoment);
const someWish: fc.Arbitrary<ListWish> = fc.record(
  {
    limit: fc.integer({ min: 5, max: 100 }),
    type: fc.constantFrom(...transactionTypes),
    status: fc.constantFrom(...transactionStatuses),
    direction: fc.constantFrom('in', 'out'),
    currency: fc.constantFrom('NGN', 'GHS', 'USD'),
    from: bound,
    to: bound,
    min_amount: fc.integer({ min: 1, max: 6_000 }),
    max_amount: fc.integer({ min: 1, max: 6_000 }),
    q: fc.constantFrom('rent', 'RENT', '%', '_', 'ṣàn', 'Ọlá', 'ref-1', 'Obi', 'nobody says this', "'"),
  },
  { requiredKeys: ['limit'] },
);

test('without a filter the pages are everything of both sides, once and latest first', async () => {
  const read = await readAll({ limit: 17 });
  assert.ok(read.length > 300);
  assert.deepEqual(
    read.map(({ id }) => id),
    expected({ limit: 17 }),
  );
});

test('each filter alone finds what going through everything finds', async () => {
  const alone: readonly Partial<ListWish>[] = [
    ...transactionTypes.map((type) => ({ type })),
    ...transactionStatuses.map((status) => ({ status })),
    { direction: 'in' },
    { direction: 'out' },
    { currency: 'GHS' },
    { from: '2026-03-04' },
    { to: '2026-03-04' },
    { from: '2026-03-04T12:00:00Z' },
    { to: '2026-03-04T12:00:00+01:00' },
    { min_amount: 2_500 },
    { max_amount: 2_500 },
    { q: 'rent' },
    { q: 'ṣàn' },
    { q: '%' },
  ];
  for (const filter of alone) {
    const wanted = expected({ limit: 50, ...filter });
    assert.ok(wanted.length > 0, `nothing to find by ${JSON.stringify(filter)}`);
    const read = await readAll({ limit: 50, ...filter });
    assert.deepEqual(
      read.map(({ id }) => id),
      wanted,
      JSON.stringify(filter),
    );
  }
});

test('any filters together, in pages of any length, find what going through everything finds', async () => {
  await fc.assert(
    fc.asyncProperty(someWish, async (wish) => {
      assert.deepEqual(
        (await readAll(wish)).map(({ id }) => id),
        expected(wish),
      );
    }),
    { numRuns: 60 },
  );
});

test('a day is a day of Lagos, from its first moment to its last', async () => {
  const inDay = await readAll({ limit: 100, from: '2026-03-03', to: '2026-03-03' });
  assert.ok(inDay.length > 0);
  for (const { created_at } of inDay)
    assert.equal(Temporal.Instant.from(created_at).toZonedDateTimeISO('Africa/Lagos').toPlainDate().toString(), '2026-03-03');
});

test('a side sees neither the charges nor the balance nor the notes of the other', async () => {
  for (const transaction of await readAll({ limit: 100, direction: 'in' })) {
    const row = history.find(({ id }) => id === transaction.id);
    assert.ok(row !== undefined);
    assert.deepEqual([transaction.fee, transaction.charges, transaction.metadata], [0, {}, {}]);
    assert.equal(transaction.balance_after, row.receiver_balance_after);
    assert.equal(transaction.counterparty?.name, row.sender_name ?? undefined);
  }
});

test('who has nothing to do with it sees nothing of it', async () => {
  const { text, status } = await world.ask(stranger, { method: 'GET', path: '/transactions' });
  assert.deepEqual([status, text], [200, '{"data":[],"next_cursor":null}']);
});

test('nonsense in a filter or a cursor is refused', async () => {
  for (const query of [
    'type=gift',
    'min_amount=1.5',
    'from=yesterday',
    'from=2026-02-30',
    'limit=101',
    'q=',
    'cursor=x',
    'currency=XYZ',
    'form=2026-03-01',
    'sort=amount',
  ])
    assert.equal((await world.ask(ada, { method: 'GET', path: `/transactions?${query}` })).status, 400, query);
});
