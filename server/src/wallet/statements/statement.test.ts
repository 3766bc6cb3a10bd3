import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { fromDecimalString } from '@akawo/money';
import { testDatabase } from '#test';
import { openWorld, type TestWallet } from '../test/world.ts';
import { readStatement } from './read-statement.ts';
import { type Lived, liveThrough } from './test/live-through.ts';
import { readCsv } from './test/read-csv.ts';
import { writeCsv } from './write-csv.ts';

const database = await testDatabase();
const world = await openWorld(database);

interface Entry {
  readonly amount: number;
  readonly posted_after: number;
  readonly recorded_at: string;
}

let ada: Lived['ada'];
let taxi: Lived['taxi'];
/** Everything that the ledger did to Ada's wallet, but for what moved nothing. */
let entries: readonly Entry[];

before(async () => {
  ({ ada, taxi } = await liveThrough(world));
  entries = await database.owner<Entry>(
    `select amount::float8 as amount, posted_after::float8 as posted_after, to_json(recorded_at) #>> '{}' as recorded_at
     from ledger.entries where account_id = $1 and amount <> 0 order by recorded_at, sequence`,
    [ada.wallet.account],
  );
});

interface Line {
  readonly time: string;
  readonly reference: string;
  readonly type: string;
  readonly counterparty: string;
  readonly narration: string;
  readonly money_in: number;
  readonly money_out: number;
  readonly fee: number;
  readonly balance: number;
}

/** The statement as a table, read again. */
async function tableOf({ id, account }: TestWallet, from: Temporal.Instant, to: Temporal.Instant): Promise<Line[]> {
  const statement = await readStatement(database.db, { id, account_id: account }, { from, to });
  let text = '';
  for await (const part of writeCsv({ currency: 'NGN', from, to }, statement)) text += part;
  const [head = [], ...rows] = readCsv(text);
  const amount = (cell = '') => (cell === '' ? 0 : fromDecimalString(cell, 'NGN').amount);
  return rows.map((row) => {
    const cell = (name: string) => row[head.indexOf(name)] ?? '';
    const amounts = { money_in: amount(cell('money_in')), money_out: amount(cell('money_out')), fee: amount(cell('fee')) };
    const texts = { time: cell('time'), reference: cell('reference'), type: cell('type') };
    return {
      ...texts,
      ...amounts,
      counterparty: cell('counterparty'),
      narration: cell('narration'),
      balance: amount(cell('balance')),
    };
  });
}

/** A little before the first entry to a little after the last, at entries and between them. */
const someMoment = fc.oneof(
  fc.nat(60).map((place) => entries[place % entries.length]?.recorded_at ?? ''),
  fc.nat(5_000).map((ms) =>
    Temporal.Instant.from(entries[0]?.recorded_at ?? '')
      .add({ milliseconds: ms - 500 })
      .toString(),
  ),
);

test('over any period a statement is the fold of the entries of the ledger, to the kobo and line by line', async () => {
  assert.ok(entries.length >= 35);
  await fc.assert(
    fc.asyncProperty(someMoment, someMoment, async (one, other) => {
      const [from, to] = Temporal.Instant.compare(one, other) < 0 ? [one, other] : [other, one];
      fc.pre(Temporal.Instant.compare(from, to) < 0);
      const [opening, ...lines] = await tableOf(ada.wallet, Temporal.Instant.from(from), Temporal.Instant.from(to));
      const closing = lines.pop();
      const isBefore = (moment: string) => (entry: Entry) => Temporal.Instant.compare(entry.recorded_at, moment) < 0;
      const sumOf = (some: readonly Entry[]) => some.reduce((sum, { amount }) => sum + amount, 0);
      const earlier = entries.filter(isBefore(from));
      const within = entries.filter(isBefore(to)).slice(earlier.length);
      assert.deepEqual([opening?.type, opening?.balance], ['opening_balance', sumOf(earlier)]);
      assert.deepEqual([closing?.type, closing?.balance], ['closing_balance', sumOf([...earlier, ...within])]);
      assert.deepEqual(
        lines.map(({ money_in, money_out, fee, balance }) => ({ amount: money_in - money_out - fee, balance })),
        within.map(({ amount, posted_after }) => ({ amount, balance: posted_after })),
      );
      for (const { money_in, money_out, fee } of lines)
        assert.ok(money_in === 0 ? money_out > 0 && fee >= 0 : money_out === 0 && fee === 0);
    }),
    { numRuns: 40 },
  );
});

test('each line says what it was for, what it cost and who was on the other side', async () => {
  const now = Temporal.Now.instant();
  const lines = await tableOf(ada.wallet, now.subtract({ hours: 1 }), now.add({ hours: 1 }));
  const ride = lines.find(({ reference, type }) => reference === taxi.reference && type === 'transfer');
  assert.deepEqual(
    [ride?.money_out, ride?.fee, ride?.narration, ride?.counterparty],
    [70_000, taxi.fee, 'for the taxi', taxi.counterparty?.name],
  );
  const back = lines.find(({ type }) => type === 'reversal');
  assert.deepEqual([back?.reference, back?.money_in], [taxi.reference, 70_000 + taxi.fee]);
  const waited = lines.find(({ narration }) => narration === 'more than fits');
  assert.deepEqual([waited?.type, waited?.money_in, waited?.fee], ['transfer', 20_000_000, 0]);
  assert.ok(
    lines.some(({ narration }) => narration === "'=1+1"),
    'a formula is quoted',
  );
  assert.ok(!lines.some(({ narration }) => narration === '=1+1'));
  const spent = lines.find(({ type, money_out }) => type === 'adjustment' && money_out === 3_000);
  assert.equal(spent?.fee, 0);
});
