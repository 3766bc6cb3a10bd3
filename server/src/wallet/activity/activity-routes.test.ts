import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { newId } from '#platform/id';
import { testDatabase } from '#test';
import { hire } from '../test/staff.ts';
import { refusalIn, said } from '../test/said.ts';
import { openWorld, type TestPerson, type Told } from '../test/world.ts';
import { type ChargedBy } from './charged-by.ts';
import { type Transaction } from '../transaction.ts';
import { type Wallet } from '../wallet.ts';

const database = await testDatabase();
const world = await openWorld(database);
const { support } = await hire(world, database);

interface Detail extends Transaction {
  readonly charged_by: ChargedBy | null;
  readonly timeline: readonly { readonly at: string; readonly step: string }[];
}

interface FirstPage {
  readonly wallet: Wallet;
  readonly recent_transactions: readonly Transaction[];
}

let ada: TestPerson;
let bola: TestPerson;
let stranger: TestPerson;
let sent: Transaction;

const get = (person: TestPerson, path: string) => world.ask(person, { method: 'GET', path });
const stepsOf = (told: Told) => said<Detail>(told).timeline.map(({ step }) => step);
const listIn = (told: Told) => said<{ data: Transaction[] }>(told).data;

async function pay(from: TestPerson, to: TestPerson, amount: number): Promise<Transaction> {
  const told = await world.send(from, { amount, wallet_number: to.wallet.number, narration: 'for the taxi' });
  assert.equal(told.status, 201, told.text);
  return said<Transaction>(told);
}

before(async () => {
  ada = await world.join({ money: 10_000_000, tier: 3 });
  [bola, stranger] = [await world.join(), await world.join()];
  sent = await pay(ada, bola, 50_000);
});

test('both sides find a transaction by its id and by its reference, each as he sees it', async () => {
  for (const key of [sent.id, sent.reference, sent.id.toUpperCase(), sent.reference.toLowerCase()]) {
    const [out, come] = [await get(ada, `/transactions/${key}`), await get(bola, `/transactions/${key}`)];
    assert.deepEqual([out.status, come.status], [200, 200]);
    const { timeline: _, charged_by, ...mine } = said<Detail>(out);
    assert.equal(charged_by?.vat_basis_points, 750);
    assert.deepEqual(mine, sent);
    const theirs = said<Detail>(come);
    assert.deepEqual([theirs.direction, theirs.fee, theirs.balance_after], ['in', 0, 50_000]);
    for (const told of [out, come]) assert.deepEqual(stepsOf(told), ['created', 'completed']);
  }
});

test('for a stranger it is not there, in the very words in which nothing is there', async () => {
  const wordsOf = (told: Told) => {
    const { request_id: _, ...words } = said(told);
    return { status: told.status, ...words };
  };
  const nowhere = wordsOf(await get(stranger, `/transactions/${newId()}`));
  assert.deepEqual([nowhere.status, nowhere['code']], [404, 'transaction_not_found']);
  for (const path of [
    sent.id,
    sent.reference,
    `${sent.id}/receipt`,
    `${sent.reference}/receipt`,
    'AKW-2222-2222-2222-2222',
    '%25',
  ])
    assert.deepEqual(wordsOf(await get(stranger, `/transactions/${path}`)), nowhere, path);
});

test('money that waits for room is under way for its receiver, has waited when it came, and its sender learns of neither', async () => {
  const full = await world.join({ money: 29_990_000 });
  const { id } = await pay(ada, full, 60_000);
  const waiting = await get(full, `/transactions/${id}`);
  const early = said<Detail>(waiting);
  assert.deepEqual([early.status, early.balance_after, early.completed_at], ['processing', null, null]);
  assert.deepEqual(stepsOf(waiting), ['created', 'parked']);
  assert.equal(listIn(await get(full, '/transactions?status=processing')).length, 1);
  assert.equal(listIn(await get(full, '/transactions?status=success')).length, 0);

  await world.raise(full, 2);
  await world.ask(full, { path: '/wallet/parked/release' });
  const come = await get(full, `/transactions/${id}`);
  const after = said<Detail>(come);
  assert.deepEqual([after.status, after.balance_after], ['success', 30_050_000]);
  assert.deepEqual(stepsOf(come), ['created', 'parked', 'released', 'completed']);
  const out = await get(ada, `/transactions/${id}`);
  assert.equal(said<Detail>(out).status, 'success');
  assert.deepEqual(stepsOf(out), ['created', 'completed']);
});

test('what happened later is told in its order, and what failed is not called complete', async () => {
  const reversed = await pay(ada, bola, 10_000);
  await database.owner(
    `with step as (
       insert into wallet.transaction_steps (id, transaction_id, at, step, details)
       values (uuidv7(), $1, now() + interval '1 minute', 'disputed', '{"by":"somebody whom nobody sees"}')
     )
     update wallet.transactions set status = 'reversed', updated_at = now() + interval '2 minutes' where id = $1`,
    [reversed.id],
  );
  const told = await get(bola, `/transactions/${reversed.id}`);
  assert.deepEqual(stepsOf(told), ['created', 'completed', 'disputed', 'reversed']);
  assert.ok(!told.text.includes('whom nobody sees'));

  await database.owner("update wallet.transactions set status = 'failed', completed_at = null where id = $1", [reversed.id]);
  assert.deepEqual(stepsOf(await get(ada, `/transactions/${reversed.id}`)), ['created', 'disputed', 'failed']);
});

test('a balance and a list are one’s own and staff’s, and for everybody else there is nobody', async () => {
  for (const person of [ada, support]) {
    const told = await get(person, `/users/${ada.id}/balance`);
    const { user_id, balance } = said<{ user_id: string; balance: number }>(told);
    assert.deepEqual([told.status, user_id, balance], [200, ada.id, await world.balanceOf(ada)]);
    const list = listIn(await get(person, `/users/${ada.id}/transactions?direction=out&limit=2`));
    assert.deepEqual(
      list.map(({ direction }) => direction),
      ['out', 'out'],
    );
  }
  for (const path of ['balance', 'transactions'])
    for (const id of [ada.id, newId()])
      assert.deepEqual(refusalIn(await get(stranger, `/users/${id}/${path}`)), [404, 'wallet_not_found']);
  assert.equal((await get(support, `/users/${newId()}/balance`)).status, 404);
  assert.equal((await get(ada, `/users/${ada.id}/balance?currency=GHS`)).status, 404);
  assert.equal((await get(ada, '/users/me/balance')).status, 400);
});

test('a minute has ten balances and twenty lists for each, and another person’s minute is his own', async () => {
  const [eager, patient] = [await world.join(), await world.join()];
  for (const [path, most] of [
    ['balance', 10],
    ['transactions', 20],
  ] as const) {
    const answers = await Promise.all(Array.from({ length: most + 5 }, () => get(eager, `/users/${eager.id}/${path}`)));
    assert.equal(answers.filter(({ status }) => status === 200).length, most, path);
    const refused = answers.filter(({ status }) => status === 429);
    assert.equal(refused.length, 5);
    assert.ok(Number(refused[0]?.headers['retry-after']) >= 1);
    assert.equal((await get(patient, `/users/${patient.id}/${path}`)).status, 200);
  }
});

test('the first page tells of the wallet, of the latest transactions, and of saving that there is none yet', async () => {
  const told = await get(ada, '/users/dashboard');
  assert.equal(told.status, 200);
  const { wallet, recent_transactions, ...saving } = said<FirstPage>(told);
  assert.deepEqual([wallet.wallet_number, wallet.balance], [ada.wallet.number, await world.balanceOf(ada)]);
  assert.deepEqual(saving, { total_saved: 0, next_payout: null, next_contribution: null });
  assert.deepEqual(recent_transactions, listIn(await get(ada, '/transactions?limit=5')));
});

test('an old transaction says by which prices it was charged, to who paid them, though others are in force', async () => {
  const { id } = await pay(ada, bola, 2_000_000);
  await database.owner(
    "update wallet.transactions set fee_schedule_id = (select id from wallet.fee_schedules where operation = 'transfer' and currency = 'NGN' order by effective_from limit 1) where id = $1",
    [id],
  );
  const [old, now] = [await get(ada, `/transactions/${id}`), await get(ada, `/transactions/${sent.id}`)].map(
    (told) => said<Detail>(told).charged_by,
  );
  assert.partialDeepStrictEqual(old, { effective_from: '2019-12-31T23:00:00Z', vat_basis_points: 0, stamp_duty: 0 });
  assert.partialDeepStrictEqual(now, {
    vat_basis_points: 750,
    stamp_duty: 5_000,
    stamp_duty_from: 1_000_000,
    bands: [{ up_to: 500_000, fee: 1_000 }],
  });
  assert.equal(said<Detail>(await get(bola, `/transactions/${id}`)).charged_by, null);
});

test('a moment before all money or after all time is a moment like any other', async () => {
  for (const far of ['0000-01-01', '0001-01-01', '0000-01-01T00:00:00Z']) {
    assert.ok(listIn(await get(ada, `/transactions?from=${far}`)).length > 0, far);
    assert.deepEqual(listIn(await get(ada, `/transactions?to=${far}`)), [], far);
  }
  for (const far of ['9999-12-31', '9999-12-31T23:59:59-12:00']) {
    assert.deepEqual(listIn(await get(ada, `/transactions?from=${far}`)), [], far);
    assert.ok(listIn(await get(ada, `/transactions?to=${far}`)).length > 0, far);
  }
  const early = said<{ balance: number; as_of: string }>(await get(ada, '/wallet/balance?at=0000-01-01T00:00:00Z'));
  assert.equal(early.balance, 0);
  assert.deepEqual(refusalIn(await get(ada, '/wallet/balance?at=9999-12-31T23:59:59-12:00')), [400, 'validation_failed']);
});
