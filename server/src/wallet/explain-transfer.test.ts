import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { freeze, unfreeze } from '#ledger';
import { testDatabase } from '#test';
import { openWorld } from './test/world.ts';

const database = await testDatabase();
const world = await openWorld(database);
const why = { by: 'test', reason: 'a test' };

test('it says everything about a transfer that would be made, and makes nothing', async () => {
  const [ada, bola] = [await world.join({ money: 30_000_00 }), await world.join()];
  const before = await world.traces();
  const { status, json } = await world.explain(ada, { amount: 20_000_00, email: bola.email });
  assert.equal(status, 200);
  const { recipient_name, fee_schedule_id, ...rest } = json;
  assert.match(recipient_name, /^A••• O\.$/);
  assert.equal(typeof fee_schedule_id, 'number');
  assert.deepEqual(rest, {
    would_succeed: true,
    refusal: null,
    amount: 20_000_00,
    currency: 'NGN',
    charges: { fee: 25_00, vat: 1_88, stamp_duty: 50_00, total: 76_88 },
    total: 20_076_88,
    available_before: 30_000_00,
    available_after: 9_923_12,
    pin_required: false,
    limits: { per_transaction: 50_000_00, per_day: 50_000_00, left_today: 50_000_00 },
  });
  assert.deepEqual(await world.traces(), before);
});

test('of what is refused at once it still says what it would cost and what there is, and nothing of the recipient', async () => {
  const [ada, bola] = [await world.join({ money: 30_000_00 }), await world.join()];
  const dear = await world.explain(ada, { amount: 60_000_00, email: bola.email });
  const { refusal, ...rest } = dear.json;
  assert.equal(refusal?.code, 'limit_exceeded');
  assert.partialDeepStrictEqual(rest, {
    would_succeed: false,
    currency: 'NGN',
    charges: { fee: 50_00, vat: 3_75, stamp_duty: 50_00, total: 103_75 },
    total: 60_103_75,
    recipient_name: null,
    available_before: 30_000_00,
    available_after: null,
    limits: { per_transaction: 50_000_00, per_day: 50_000_00, left_today: 50_000_00 },
  });
  await world.ask(ada, { path: '/wallet/toggle-activity' });
  const paused = await world.explain(ada, { amount: 100_00, wallet_number: bola.wallet.number });
  assert.partialDeepStrictEqual(paused.json, {
    currency: 'NGN',
    total: 110_75,
    available_after: 30_000_00 - 110_75,
    recipient_name: null,
  });
  const countless = await world.explain(ada, { amount: Number.MAX_SAFE_INTEGER, email: bola.email });
  assert.partialDeepStrictEqual(countless.json, { would_succeed: false, charges: null, total: Number.MAX_SAFE_INTEGER });
  const without = await world.explain(ada, { amount: 100_00, currency: 'USD', email: bola.email });
  assert.partialDeepStrictEqual(without.json, { currency: 'USD', charges: null, available_before: null, limits: null });
});

test('whoever mistypes it has not paid', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  const before = await world.traces();
  const told = await world.ask(ada, {
    path: '/transfers?explian=true',
    body: { amount: 100_00, wallet_number: bola.wallet.number },
    key: randomUUID(),
  });
  assert.deepEqual([told.status, told.json.errors[0]?.path], [400, '/query/explian']);
  assert.deepEqual(await world.traces(), before);
});

test('it needs no key, and a key that it is given is as new afterwards', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  const body = { amount: 100_00, wallet_number: bola.wallet.number };
  const explained = await world.ask(ada, { path: '/transfers?explain=true', body, key: 'explained' });
  assert.equal(explained.status, 200);
  const { status, headers } = await world.ask(ada, { path: '/transfers', body, key: 'explained' });
  assert.deepEqual([status, headers['idempotent-replayed']], [201, undefined]);
});

test('a full wallet is no refusal: the money would wait, and the sender does not learn of it', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join({ money: 300_000_00 })];
  const { json } = await world.explain(ada, { amount: 100_00, wallet_number: bola.wallet.number });
  assert.deepEqual([json.would_succeed, json.refusal], [true, null]);
});

test('what it says is what happens: refused by the same rule and numbers, or done for the same charges', async () => {
  const [ada, bola] = [await world.join({ money: 40_000_00, tier: 2 }), await world.join({ money: 290_000_00 })];
  const amount = fc.oneof(
    fc.integer({ min: 1, max: 300 }),
    fc.integer({ min: 300, max: 60_000_00 }),
    fc.constantFrom(99, 100, 5_000_00, 5_000_01, 9_999_99, 10_000_00, 50_000_00, 50_000_01, 200_000_01),
  );
  const to = fc.constantFrom(
    { wallet_number: bola.wallet.number },
    { email: bola.email },
    { phone_number: bola.phone },
    { wallet_number: ada.wallet.number },
    { email: 'nobody@example.com' },
  );
  const state = fc.constantFrom('as it is', 'richer', 'paused', 'locked', 'as it is', 'as it is');
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(amount, to, state, async (amountSent, recipient, is) => {
      const pause = () => world.ask(ada, { path: '/wallet/toggle-activity' });
      if (is === 'richer') await world.pay(ada.wallet.account, 5_000_00);
      if (is === 'paused') await pause();
      if (is === 'locked') await database.transact((tx) => freeze(tx, ada.wallet.account, why));
      const body = { amount: amountSent, ...recipient };
      const untouched = await world.traces();
      const { json: said } = await world.explain(ada, body);
      assert.deepEqual(await world.traces(), untouched);
      const { status, json: done } = await world.send(ada, body);
      if (is === 'paused') await pause();
      if (is === 'locked') await database.transact((tx) => unfreeze(tx, ada.wallet.account, why));
      seen.set(status === 201 ? 'done' : done.code, (seen.get(status === 201 ? 'done' : done.code) ?? 0) + 1);
      assert.equal(said.would_succeed, status === 201, JSON.stringify([said, done]));
      if (status === 201) {
        assert.deepEqual(
          [said.charges.total, said.available_after, said.total],
          [done.fee, done.balance_after, done.amount + done.fee],
        );
      } else {
        assert.partialDeepStrictEqual(done, said.refusal);
      }
    }),
    {
      numRuns: 70,
      // One of each outcome, whatever else is drawn.
      examples: [
        [100_00, { wallet_number: bola.wallet.number }, 'as it is'],
        [200_000_01, { wallet_number: bola.wallet.number }, 'as it is'],
        [60_000_00, { wallet_number: bola.wallet.number }, 'as it is'],
        [99, { wallet_number: bola.wallet.number }, 'as it is'],
        [100_00, { wallet_number: bola.wallet.number }, 'locked'],
        [100_00, { wallet_number: bola.wallet.number }, 'paused'],
        [100_00, { wallet_number: ada.wallet.number }, 'as it is'],
        [100_00, { email: 'nobody@example.com' }, 'as it is'],
      ],
    },
  );
  for (const outcome of [
    'done',
    'insufficient_funds',
    'limit_exceeded',
    'amount_too_small',
    'wallet_locked',
    'wallet_inactive',
    'self_transfer',
    'recipient_not_found',
  ])
    assert.ok((seen.get(outcome) ?? 0) > 0, `${outcome} was never met: ${JSON.stringify([...seen])}`);
});

test('nobody collects names with it: it counts among the look-ups of a day', async () => {
  const [ada, bola] = [await world.join(), await world.join()];
  const told = await Promise.all(Array.from({ length: 205 }, () => world.explain(ada, { amount: 100_00, email: bola.email })));
  assert.equal(told.filter(({ status }) => status === 200).length, 200);
  assert.equal(told.filter(({ json }) => json.code === 'too_many_lookups').length, 5);
});
