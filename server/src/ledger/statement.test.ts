import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { testDatabase } from '#test';
import { type AccountId } from './account.ts';
import { balance, entries, type EntryLine } from './queries.ts';
import { type Period, statement } from './statement.ts';
import { accepted, all, newPostingId, openSome, transfer, writerOn } from './test/books.ts';

const database = await testDatabase();
const { db } = database;
const writer = writerOn(database, { batchOrders: 7 });
const begins = Temporal.Now.instant().round('microsecond');

let bank: AccountId;
let ada: AccountId;
let idle: AccountId;
let history: readonly EntryLine[];

/** A random past: payments in both directions, some that count from another day, holds in between, several in one instant. */
before(async () => {
  [bank, ada, idle] = (await openSome(database, 3)) as [AccountId, AccountId, AccountId];
  const random = fc.sample(
    fc.record({ amount: fc.integer({ min: -500, max: 500 }), hours: fc.integer({ min: -40, max: 40 }), kind: fc.nat(9) }),
    {
      numRuns: 120,
      seed: 7,
    },
  );
  for (let from = 0; from < random.length; from += 12) {
    await Promise.all(
      random.slice(from, from + 12).map(({ amount, hours, kind }) => {
        if (kind === 0) {
          const id = newPostingId();
          return writer.submit([{ kind: 'hold', id, reference: `held ${id}`, account: ada, amount: 1 + Math.abs(amount) }]);
        }
        const effective = kind < 5 ? { effective_at: begins.add({ hours }) } : {};
        return writer.submit(transfer(bank, ada, amount === 0 ? 1 : amount, effective)).then(accepted);
      }),
    );
  }
  const read: EntryLine[] = [];
  for (;;) {
    const last = read.at(-1);
    const page = await entries(db, ada, { limit: 17, ...(last !== undefined && { before: last }) });
    if (page.length === 0) break;
    read.push(...page);
  }
  history = read.toReversed();
});

const instant = (text: string) => Temporal.Instant.from(text);
const isWithin = (text: string, { from, to }: Period) =>
  Temporal.Instant.compare(instant(text), from) >= 0 && Temporal.Instant.compare(instant(text), to) < 0;
const isBefore = (text: string, moment: Temporal.Instant) => Temporal.Instant.compare(instant(text), moment) < 0;
const sum = (lines: readonly { amount: number }[]) => lines.reduce((total, { amount }) => total + amount, 0);

const someMoment = fc.oneof(
  fc.integer({ min: -45, max: 45 }).map((hours) => begins.add({ hours })),
  fc.nat(130).map((place) => instant(history[place % history.length]?.recorded_at ?? begins.toString())),
);

test('the pages of entries are the whole past without a gap', () => {
  assert.equal(history.length, 120);
  assert.deepEqual(
    history.map(({ sequence }) => sequence),
    history.map((_, index) => index + 1),
  );
});

test('over any period, by either time, a statement has exactly its lines, and opening and lines make closing', async () => {
  const period = fc.record({ a: someMoment, b: someMoment, by: fc.constantFrom('recorded' as const, 'effective' as const) });
  await fc.assert(
    fc.asyncProperty(period, async ({ a, b, by }) => {
      const [from, to] = Temporal.Instant.compare(a, b) <= 0 ? [a, b] : [b, a];
      const timeOf = (line: EntryLine) => (by === 'recorded' ? line.recorded_at : line.effective_at);
      const { opening, closing, lines } = await statement(db, ada, { from, to, by });
      const read = await all(lines);

      assert.equal(opening, sum(history.filter((line) => isBefore(timeOf(line), from))));
      assert.equal(opening + sum(read), closing);
      assert.equal(read.at(-1)?.balance ?? opening, closing);
      assert.deepEqual(
        read.map(({ sequence }) => sequence),
        history
          .filter((line) => line.amount !== 0 && isWithin(timeOf(line), { from, to, by }))
          .toSorted((x, y) => Temporal.Instant.compare(instant(timeOf(x)), instant(timeOf(y))) || x.sequence - y.sequence)
          .map(({ sequence }) => sequence),
      );
    }),
    { numRuns: 60 },
  );
});

test('a long statement comes in pages and ties out though the account moves on while it is read', async () => {
  const [busy] = (await openSome(database, 1)) as [AccountId];
  const many = writerOn(database);
  await many.submit(Array.from({ length: 1_000 }, () => transfer(bank, busy, 2)[0]));
  await many.submit(Array.from({ length: 600 }, () => transfer(bank, busy, 3)[0]));
  for (const by of ['recorded', 'effective'] as const) {
    const { closing: known } = await statement(db, busy, { from: begins, to: begins.add({ hours: 1 }), by });
    const { opening, closing, lines } = await statement(db, busy, { from: begins, to: begins.add({ hours: 1 }), by });
    let balanceSoFar = opening;
    let count = 0;
    for await (const line of lines) {
      if (count++ === 500) accepted(await many.submit(transfer(bank, busy, 100)));
      balanceSoFar += line.amount;
      assert.equal(line.balance, balanceSoFar);
    }
    assert.equal(balanceSoFar, closing);
    assert.equal(closing, known);
  }
  await many.stop();
});

test('the balance at any moment of the past is the one that the last entry before it left', async () => {
  await fc.assert(
    fc.asyncProperty(someMoment, async (moment) => {
      const last = history.findLast(({ recorded_at }) => Temporal.Instant.compare(instant(recorded_at), moment) <= 0);
      const { posted_after: posted = 0, held_after: held = 0 } = last ?? {};
      assert.deepEqual(await balance(db, ada, moment), { posted, held, available: posted - held });
    }),
    { numRuns: 40 },
  );
  const { posted_after: posted = 0, held_after: held = 0 } = history.at(-1) ?? {};
  assert.deepEqual(await balance(db, ada), { posted, held, available: posted - held });
  assert.deepEqual(await balance(db, idle, begins), { posted: 0, held: 0, available: 0 });
  assert.equal(await balance(db, newPostingId() as unknown as AccountId), undefined);
});

test('the balance of the past is one look into one index', async () => {
  await database.owner('analyze ledger.entries');
  const plan = await database.owner<{ 'QUERY PLAN': string }>(
    `explain (costs off) select posted_after from ledger.entries where account_id = '${ada}' and recorded_at <= now()
     order by recorded_at desc, sequence desc limit 1`,
  );
  const lines = plan.map((row) => row['QUERY PLAN'].trim());
  assert.match(lines[1] ?? '', /^->  Index Scan Backward using entries_pkey/);
  assert.ok(!lines.some((line) => /Sort|Seq Scan|Bitmap/.test(line)), lines.join('\n'));
});

test('an account that never moved has an empty statement', async () => {
  const { opening, closing, lines } = await statement(db, idle, { from: begins, to: begins.add({ hours: 1 }), by: 'effective' });
  assert.deepEqual([opening, closing, await all(lines)], [0, 0, []]);
});
