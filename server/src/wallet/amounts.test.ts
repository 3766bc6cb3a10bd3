import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { openWorld } from './test/world.ts';

const database = await testDatabase();
const world = await openWorld(database);
const [ada, bola] = [await world.join({ money: 1_000_000_00, tier: 3 }), await world.join({ tier: 3 })];

/** As they go over the wire: what JSON, JavaScript, a spreadsheet and a person may write. */
const neverAmounts = [
  '0',
  '-0',
  '-1',
  '1e3',
  '1E3',
  '1e0',
  '0x10',
  '1.0',
  '100.00',
  '100.5',
  '1.0e2',
  '0100',
  '+100',
  '9007199254740992',
  '9007199254740993',
  '9223372036854775807',
  '18446744073709551616',
  '1e308',
  '1e400',
  '1'.repeat(400),
  'NaN',
  'Infinity',
  '-Infinity',
  'null',
  'true',
  '[100]',
  '{}',
  '"100"',
  '" 1"',
  '"１００"',
  '"1,000"',
  '"100.00"',
  '""',
] as const;

for (const spelled of neverAmounts) {
  test(`${spelled.slice(0, 30)} is no amount of money`, async () => {
    const before = await world.traces();
    const body = `{"amount":${spelled},"wallet_number":"${bola.wallet.number}"}`;
    for (const path of ['/transfers', '/transfers?explain=true']) {
      const { status, json } = await world.ask(ada, { path, body, key: 'one-key' });
      assert.equal(status, 400);
      if (json.code === 'validation_failed') assert.equal(json.errors[0]?.path, '/body/amount');
      else assert.equal(json.code, 'malformed_json');
    }
    assert.deepEqual(await world.traces(), before);
  });
}

test('two amounts in one body are no amount', async () => {
  const before = await world.traces();
  const body = `{"amount":10000,"amount":20000,"wallet_number":"${bola.wallet.number}"}`;
  const { status, json } = await world.ask(ada, { path: '/transfers', body, key: 'two' });
  assert.deepEqual([status, json.code], [400, 'validation_failed']);
  assert.deepEqual(await world.traces(), before);
});

test('what is sent is what arrives, to the kobo, whatever the amount', async () => {
  for (const amount of [100, 101, 4_999_99, 5_000_00, 5_000_01, 9_999_99, 123_456_78]) {
    const [before, had] = [await world.balanceOf(ada), await world.balanceOf(bola)];
    const { json } = await world.send(
      ada,
      `{ "amount" : ${amount} , "wallet_number":"${bola.wallet.number}"}` as unknown as object,
    );
    assert.equal(json.amount, amount);
    assert.equal(await world.balanceOf(bola), had + amount);
    assert.equal(await world.balanceOf(ada), before - amount - json.fee);
  }
});

test('the largest integer that is exact is understood, and is more than anybody may send', async () => {
  const { status, json } = await world.send(ada, { amount: Number.MAX_SAFE_INTEGER, wallet_number: bola.wallet.number });
  assert.deepEqual([status, json.code], [422, 'limit_exceeded']);
});
