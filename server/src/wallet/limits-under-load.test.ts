import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { testDatabase } from '#test';
import { type Explanation } from './explain-transfer.ts';
import { type WalletLimits } from './read-limits.ts';
import { refusalIn, said } from './test/said.ts';
import { hire } from './test/staff.ts';
import { openWorld, type TestPerson, type Told } from './test/world.ts';
import { type Transaction } from './transaction.ts';

const cap = 5_000_000;
const payments = 200;
const database = await testDatabase();
const world = await openWorld(database);
const { ask, join, send } = world;
const staff = await hire(world, database);
const bola = await join({ tier: 3 });

/** Odd amounts, so that whoever is wrong by a kobo is seen. */
const amountOf = (index: number) => 30_001 + ((index * 7_919) % 40_000);

const payAll = (person: TestPerson, count = payments): Promise<Told[]> =>
  Promise.all(
    Array.from({ length: count }, (_, index) => send(person, { amount: amountOf(index), wallet_number: bola.wallet.number })),
  );

const spentIn = (answers: readonly Told[]) =>
  answers
    .filter(({ status }) => status === 201)
    .map((told) => said<Transaction>(told))
    .reduce((total, { amount, fee }) => total + amount + fee, 0);

const refusalsIn = (answers: readonly Told[]) => answers.filter(({ status }) => status !== 201).map((told) => said(told));

const todayOf = async (person: TestPerson) => {
  const { used_today, left_today } = said<WalletLimits>(await ask(person, { method: 'GET', path: '/wallet/limits' }));
  return [used_today, left_today];
};

interface Debit {
  readonly sequence: number;
  readonly amount: number;
  readonly recorded_at: string;
}

async function debitsOf(person: TestPerson): Promise<readonly Debit[]> {
  return database.owner<Debit>(
    `select sequence::int, -amount::int as amount, to_json(recorded_at) #>> array[]::text[] as recorded_at
     from ledger.entries where account_id = $1 and amount < 0 order by sequence`,
    [person.wallet.account],
  );
}

const sum = (debits: readonly Debit[]) => debits.reduce((total, { amount }) => total + amount, 0);

async function assertBooksBalance(): Promise<void> {
  assert.deepEqual(await database.owner('select currency from ledger.accounts group by currency having sum(posted) <> 0'), []);
}

/** As if the last debit had been yesterday: midnight has passed for this account. Answers after which entry. */
async function passMidnight({ wallet: { account } }: TestPerson): Promise<number> {
  const owner = new pg.Client({ connectionString: database.ownerUrl.reveal() });
  await owner.connect();
  try {
    await owner.query('begin');
    await owner.query('select from ledger.accounts where id = $1 for no key update', [account]);
    await owner.query('alter table ledger.accounts disable trigger all');
    const { rows } = await owner.query<{ sequence: string }>(
      'update ledger.accounts set debited_on = debited_on - 1 where id = $1 returning sequence',
      [account],
    );
    await owner.query('alter table ledger.accounts enable trigger all');
    await owner.query('commit');
    return Number(rows[0]?.sequence);
  } finally {
    await owner.end();
  }
}

function assertLimitAlone(answers: readonly Told[]): void {
  for (const { code, limit, amount } of refusalsIn(answers))
    assert.deepEqual([code, limit, amount], ['limit_exceeded', 'per_day', cap]);
}

test('two hundred payments at once spend no kobo more than the day allows, and none less than would fit', async () => {
  const ada = await join({ money: 29_000_000 });
  const answers = await payAll(ada);
  assertLimitAlone(answers);
  const spent = spentIn(answers);
  assert.ok(spent <= cap);
  assert.equal(spent, sum(await debitsOf(ada)));
  assert.deepEqual(await todayOf(ada), [spent, cap - spent]);
  const smallest = Math.min(...refusalsIn(answers).map(({ left = 0 }) => left));
  assert.equal(smallest, cap - spent, 'the last refusal says exactly what is left');
  await assertBooksBalance();
});

test('the last kobo of the day can be spent, and not one more', async () => {
  const ada = await join({ money: 29_000_000 });
  // Nothing but the amount counts once the charges are known: 25 naira and their tax up to 50,000 naira, and the duty from 10,000.
  const explained = await world.explain(ada, { amount: 4_000_000, wallet_number: bola.wallet.number });
  const charges = said<Explanation>(explained).total - 4_000_000;
  const whole = cap - charges;
  assert.equal(said(await send(ada, { amount: whole + 1, wallet_number: bola.wallet.number })).code, 'limit_exceeded');
  assert.equal((await send(ada, { amount: whole, wallet_number: bola.wallet.number })).status, 201);
  assert.deepEqual(await todayOf(ada), [cap, 0]);
  const { code, left } = said(await send(ada, { amount: 100, wallet_number: bola.wallet.number }));
  assert.deepEqual([code, left], ['limit_exceeded', 0]);
});

test('midnight in the middle of two hundred payments opens one new day, and each day keeps its limit', async () => {
  const ada = await join({ money: 29_000_000 });
  const first = payAll(ada);
  let midnight = 0;
  for (let looks = 0; midnight === 0 && looks < 500; looks += 1) {
    if ((await debitsOf(ada)).length > 0) midnight = await passMidnight(ada);
    else await wait(2);
  }
  assert.ok(midnight > 0);
  const answers = [...(await first), ...(await payAll(ada))];
  assertLimitAlone(answers);
  const debits = await debitsOf(ada);
  const [before, afterwards] = [
    debits.filter(({ sequence }) => sequence <= midnight),
    debits.filter(({ sequence }) => sequence > midnight),
  ];
  assert.ok(before.length > 0 && afterwards.length > 0);
  assert.ok(sum(before) <= cap && sum(afterwards) <= cap);
  assert.equal(sum(debits), spentIn(answers));
  await assertBooksBalance();
});

test('an override that runs out in the middle of two hundred payments is of no use to any that is written after it', async () => {
  const lifted = 14_000_000;
  for (let round = 0; round < 2; round += 1) {
    const ada = await join({ money: 29_000_000 });
    await staff.override(ada.wallet.id, { limit: 'per_day', amount: lifted });
    await staff.runOut(ada.wallet.id, 120);
    const waves: Told[] = [];
    for (let wave = 0; wave < 10; wave += 1) waves.push(...(await payAll(ada, payments / 10)));
    const [{ at: end } = { at: '' }] = await database.owner<{ at: string }>(
      'select to_json(expires_at) #>> array[]::text[] as at from wallet.limit_overrides where wallet_id = $1',
      [ada.wallet.id],
    );
    const over = Temporal.Instant.from(end);
    await wait(Math.max(0, over.epochMilliseconds + 1 - Date.now()));
    waves.push(...(await payAll(ada, payments / 10)));
    const debits = await debitsOf(ada);
    for (const [index, { recorded_at }] of debits.entries()) {
      const total = sum(debits.slice(0, index + 1));
      const isOver = Temporal.Instant.compare(Temporal.Instant.from(recorded_at), over) >= 0;
      assert.ok(total <= (isOver ? cap : lifted), `${total} at ${recorded_at}, the override being over at ${end}`);
    }
    assert.equal(sum(debits), spentIn(waves));
    const refusals = refusalsIn(waves);
    assert.ok(refusals.length > 0);
    for (const { code } of refusals) assert.ok(['limit_exceeded', 'ledger_busy'].includes(code), code);
  }
  await assertBooksBalance();
});

test('of two hundred requests for the better part of one wallet exactly one is paid, and the others hear the truth', async () => {
  for (let round = 0; round < 2; round += 1) {
    const ada = await join({ money: 1_000_000 });
    const answers = await Promise.all(
      Array.from({ length: payments }, () => send(ada, { amount: 600_000, wallet_number: bola.wallet.number })),
    );
    const refused = answers.filter(({ status }) => status !== 201);
    assert.equal(refused.length, payments - 1);
    for (const told of refused) assert.deepEqual(refusalIn(told), [422, 'insufficient_funds']);
    assert.ok((await world.balanceOf(ada)) >= 0);
  }
  await assertBooksBalance();
});
