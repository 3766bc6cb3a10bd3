import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { openWorld, type TestPerson } from './test/world.ts';

const database = await testDatabase();
const world = await openWorld(database);
const pin = '4815';

async function joinWithPin(): Promise<TestPerson> {
  const person = await world.join({ money: 10_000_00 });
  assert.equal((await world.ask(person, { path: '/auth/pin', body: { pin } })).status, 204);
  return person;
}

async function tokenFor(person: TestPerson, intent: object): Promise<Record<string, string>> {
  const { status, json } = await world.ask(person, { path: '/auth/pin/verify', body: { pin, intent } });
  assert.equal(status, 200);
  return { 'x-pin-token': json.pin_token };
}

const [ada, bola, carl] = [await joinWithPin(), await world.join(), await world.join()];
const body = { amount: 100_00, wallet_number: bola.wallet.number };
const intent = { action: 'transfer', amount: 100_00, currency: 'NGN', to: bola.wallet.number };

test('pin_required does not use the key up: with the token the same key pays', async () => {
  const key = randomUUID();
  const before = await world.traces();
  const refused = await world.send(ada, body, { key });
  assert.deepEqual([refused.status, refused.json.code], [403, 'pin_required']);
  assert.deepEqual(await world.traces(), before);
  const headers = await tokenFor(ada, intent);
  assert.equal((await world.send(ada, body, { key, headers })).status, 201);
  const copy = await world.send(ada, body, { key });
  assert.deepEqual([copy.status, copy.headers['idempotent-replayed']], [201, 'true'], 'and its answer needs no PIN again');
});

test('a token pays its payment once', async () => {
  const headers = await tokenFor(ada, intent);
  assert.equal((await world.send(ada, body, { headers })).status, 201);
  assert.equal((await world.send(ada, body, { headers })).json.code, 'pin_required');
});

test('a token fits no other amount, recipient, currency, action, session or person', async () => {
  const other = await joinWithPin();
  await world.ask(ada, { path: '/wallets', body: { currency: 'GHS' } });
  const before = await world.balanceOf(bola);
  for (const [payer, sent, meant] of [
    [ada, { ...body, amount: 100_01 }, intent],
    [ada, { ...body, wallet_number: carl.wallet.number }, intent],
    [ada, { amount: 100_00, email: bola.email }, intent],
    [ada, body, { ...intent, currency: 'GHS' }],
    [ada, body, { ...intent, action: 'withdrawal' }],
    [ada, body, { ...intent, action: 'bulk_transfer' }],
    [other, body, intent],
  ] as const) {
    const headers = await tokenFor(ada, meant);
    assert.equal((await world.send(payer, sent, { headers })).json.code, 'pin_required', JSON.stringify([sent, meant]));
  }
  const again = await world.signIn(ada);
  const headers = await tokenFor(ada, intent);
  assert.equal((await world.send(again, body, { headers })).json.code, 'pin_required');
  for (const token of ['', 'x', 'A'.repeat(43), 'A'.repeat(200)])
    assert.equal((await world.send(ada, body, { headers: { 'x-pin-token': token } })).json.code, 'pin_required');
  assert.equal(await world.balanceOf(bola), before);
});

test('an e-mail or phone number is confirmed as it is written in the payment', async () => {
  for (const recipient of [{ email: bola.email.toUpperCase() }, { phone_number: bola.phone.replace('+234', '0') }]) {
    const [to] = Object.values(recipient);
    const headers = await tokenFor(ada, { ...intent, to });
    assert.equal((await world.send(ada, { amount: 100_00, ...recipient }, { headers })).status, 201);
  }
});

test('of twenty payments at once with one token, one is made', async () => {
  const headers = await tokenFor(ada, intent);
  const before = await world.balanceOf(bola);
  const told = await Promise.all(Array.from({ length: 20 }, () => world.send(ada, body, { headers })));
  assert.equal(told.filter(({ status }) => status === 201).length, 1);
  assert.ok(told.every(({ status, json }) => status === 201 || json.code === 'pin_required'));
  assert.equal(await world.balanceOf(bola), before + 100_00);
});

test('copies of one payment with one token all get the one answer', async () => {
  const [headers, key] = [await tokenFor(ada, intent), randomUUID()];
  const before = await world.balanceOf(bola);
  const told = await Promise.all(Array.from({ length: 20 }, () => world.send(ada, body, { headers, key })));
  assert.ok(told.every(({ status, json }) => status === 201 || json.code === 'idempotency_in_progress'));
  assert.equal(await world.balanceOf(bola), before + 100_00);
});

test('a payment that is refused leaves its token for another try', async () => {
  const poor = await joinWithPin();
  await world.send(
    poor,
    { amount: 9_900_00, wallet_number: bola.wallet.number },
    {
      headers: await tokenFor(poor, { ...intent, amount: 9_900_00 }),
    },
  );
  const headers = await tokenFor(poor, intent);
  assert.equal((await world.send(poor, body, { headers })).json.code, 'insufficient_funds');
  await world.pay(poor.wallet.account, 1_000_00);
  assert.equal((await world.send(poor, body, { headers })).status, 201);
});

test('many who bring a wrong token hold up nobody who brings a right one', async () => {
  const headers = await tokenFor(ada, intent);
  const wrong = Array.from({ length: 50 }, () => world.send(ada, body, { headers: { 'x-pin-token': randomUUID() } }));
  const [right, ...others] = await Promise.all([world.send(ada, body, { headers }), ...wrong]);
  assert.equal(right?.status, 201);
  assert.ok(others.every(({ json }) => json.code === 'pin_required'));
});

test('an explanation asks for no PIN and says that the payment will', async () => {
  const { status, json } = await world.explain(ada, body);
  assert.deepEqual([status, json.would_succeed, json.pin_required], [200, true, true]);
});
