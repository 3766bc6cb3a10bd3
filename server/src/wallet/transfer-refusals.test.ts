import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeze } from '#ledger';
import { testDatabase } from '#test';
import { drawWalletNumber } from './number.ts';
import { openWorld, type TestPerson, type Told } from './test/world.ts';

const database = await testDatabase();
const world = await openWorld(database);
const why = { by: 'test', reason: 'a test' };

/** What it says, and that it did nothing but keep the answer for the key. */
async function refusal(from: TestPerson, body: object): Promise<Told> {
  const explained = await world.explain(from, body);
  const before = await world.traces();
  const told = await world.send(from, body);
  assert.deepEqual(await world.traces(), {
    ...before,
    keys: (before['keys'] ?? 0) + (told.status < 500 && told.status !== 400 ? 1 : 0),
  });
  if (told.status === 400)
    assert.equal(explained.text.replace(explained.json.request_id, ''), told.text.replace(told.json.request_id, ''));
  else {
    assert.equal(explained.status, 200);
    assert.equal(explained.json.would_succeed, false);
    assert.equal(explained.json.refusal?.code, told.json.code, 'the explanation names the rule that refuses');
  }
  return told;
}

test('insufficient_funds says what there is and what it would take, charges included', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  const { status, json } = await refusal(ada, { amount: 1_000_00, wallet_number: bola.wallet.number });
  assert.deepEqual(
    [status, json.code, json.available, json.needed, json.currency],
    [422, 'insufficient_funds', 1_000_00, 1_010_75, 'NGN'],
  );
});

test('the last kobo can be sent, and one more cannot', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  const most = 1_000_00 - 10_75;
  assert.equal((await refusal(ada, { amount: most + 1, wallet_number: bola.wallet.number })).json.code, 'insufficient_funds');
  assert.equal((await world.send(ada, { amount: most, wallet_number: bola.wallet.number })).status, 201);
  assert.equal(await world.balanceOf(ada), 0);
});

test('limit_exceeded names the limit on one payment, and the tier that lifts it', async () => {
  const [ada, bola] = [await world.join({ money: 60_000_00 }), await world.join()];
  const { status, json } = await refusal(ada, { amount: 50_000_01, wallet_number: bola.wallet.number });
  assert.deepEqual(
    [status, json.code, json.limit, json.amount, json.left, json.tier, json.lifted_by_tier],
    [422, 'limit_exceeded', 'per_transaction', 50_000_00, 50_000_00, 1, 2],
  );
  const beyond = await refusal(ada, { amount: 5_000_000_01, wallet_number: bola.wallet.number });
  assert.equal(beyond.json.lifted_by_tier, null);
});

test('limit_exceeded names the limit on a day and what is left of it', async () => {
  const [ada, bola] = [await world.join({ money: 100_000_00 }), await world.join({ tier: 3 })];
  assert.equal((await world.send(ada, { amount: 40_000_00, wallet_number: bola.wallet.number })).status, 201);
  const { status, json } = await refusal(ada, { amount: 9_990_00, wallet_number: bola.wallet.number });
  assert.deepEqual(
    [status, json.code, json.limit, json.amount, json.left, json.lifted_by_tier],
    [422, 'limit_exceeded', 'per_day', 50_000_00, 10_000_00 - 76_88, 2],
  );
});

test('wallet_locked while staff keeps the money in', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  await database.transact((tx) => freeze(tx, ada.wallet.account, why));
  const { status, json } = await refusal(ada, { amount: 100_00, wallet_number: bola.wallet.number });
  assert.deepEqual([status, json.code], [423, 'wallet_locked']);
});

test('wallet_inactive while its owner has paused it; it can still be paid', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join({ money: 1_000_00 })];
  assert.equal((await world.ask(ada, { path: '/wallet/toggle-activity' })).json.is_active, false);
  const { status, json } = await refusal(ada, { amount: 100_00, wallet_number: bola.wallet.number });
  assert.deepEqual([status, json.code], [403, 'wallet_inactive']);
  assert.equal((await world.send(bola, { amount: 100_00, wallet_number: ada.wallet.number })).status, 201);
});

test('recipient_not_found, the same for who never was, is banned, cannot be paid, or has no wallet in the currency', async () => {
  const [ada, banned, frozen, bola] = [
    await world.join({ money: 1_000_00 }),
    await world.join(),
    await world.join(),
    await world.join(),
  ];
  await database.owner("update identity.people set banned_at = now(), ban_reason = 'a test' where id = $1", [banned.id]);
  await database.transact((tx) => freeze(tx, frozen.wallet.account, why));
  assert.equal((await world.ask(ada, { path: '/wallets', body: { currency: 'GHS' } })).status, 201);
  const recipients = [
    { wallet_number: drawWalletNumber() },
    { email: 'nobody@example.com' },
    { phone_number: '08099999999' },
    { wallet_number: banned.wallet.number },
    { email: banned.email },
    { phone_number: banned.phone },
    { wallet_number: frozen.wallet.number },
    { email: bola.email, currency: 'GHS' },
  ];
  const answers = new Set<string>();
  for (const recipient of recipients) {
    const { status, json } = await refusal(ada, { amount: 100_00, ...recipient });
    assert.deepEqual([status, json.code], [404, 'recipient_not_found'], JSON.stringify(recipient));
    answers.add(JSON.stringify({ ...json, request_id: '' }));
  }
  assert.equal(answers.size, 1, 'nothing in the answer tells them apart');
});

test('self_transfer, however the sender names himself', async () => {
  const ada = await world.join({ money: 1_000_00 });
  for (const recipient of [{ wallet_number: ada.wallet.number }, { email: ada.email }, { phone_number: ada.phone }]) {
    const { status, json } = await refusal(ada, { amount: 100_00, ...recipient });
    assert.deepEqual([status, json.code], [422, 'self_transfer']);
  }
});

test('currency_mismatch where the number is that of a wallet in another currency', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  await world.ask(bola, { path: '/wallets', body: { currency: 'GHS' } });
  const { number } = await world.walletOf(bola.id, 'GHS');
  for (const body of [
    { amount: 100_00, wallet_number: number },
    { amount: 100_00, wallet_number: number, currency: 'NGN' },
    { amount: 100_00, wallet_number: bola.wallet.number, currency: 'GHS' },
  ]) {
    if (body.currency === 'GHS') await world.ask(ada, { path: '/wallets', body: { currency: 'GHS' } });
    const { status, json } = await refusal(ada, body);
    assert.deepEqual([status, json.code], [422, 'currency_mismatch'], JSON.stringify(body));
  }
});

test('wallet_not_found where the sender has no wallet in the currency that he names', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  const { status, json } = await refusal(ada, { amount: 100_00, wallet_number: bola.wallet.number, currency: 'USD' });
  assert.deepEqual([status, json.code], [404, 'wallet_not_found']);
});

test('amount_too_small below one naira', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  const { status, json } = await refusal(ada, { amount: 99, wallet_number: bola.wallet.number });
  assert.deepEqual([status, json.code, json.least], [422, 'amount_too_small', 100]);
  assert.equal((await world.send(ada, { amount: 100, wallet_number: bola.wallet.number })).status, 201);
});

test('a refusal of who cannot be paid leaves no hint of why, even when the sender has no money', async () => {
  const [ada, bola] = [await world.join(), await world.join({ money: 300_000_00 })];
  const { json } = await refusal(ada, { amount: 100_00, wallet_number: bola.wallet.number });
  assert.equal(json.code, 'insufficient_funds', 'a full wallet does not show through either');
  assert.ok(!JSON.stringify(json).includes(bola.wallet.account));
});

test('a body that names nobody, two, or a mistyped number is refused with the place', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  const wrong = `${bola.wallet.number.slice(0, -1)}${(Number(bola.wallet.number.at(-1)) + 1) % 10}`;
  for (const [body, path] of [
    [{ amount: 100_00 }, '/body'],
    [{ amount: 100_00, wallet_number: bola.wallet.number, email: bola.email }, '/body'],
    [{ amount: 100_00, wallet_number: wrong }, '/body/wallet_number'],
    [{ amount: 100_00, wallet_number: '123' }, '/body/wallet_number'],
    [{ amount: 100_00, email: 'not an address' }, '/body/email'],
    [{ amount: 100_00, wallet_number: bola.wallet.number, narration: '' }, '/body/narration'],
    [{ amount: 100_00, wallet_number: bola.wallet.number, narration: '   ' }, '/body/narration'],
    [{ amount: 100_00, wallet_number: bola.wallet.number, narration: 'paid \u202Edlot' }, '/body/narration'],
    [{ amount: 100_00, wallet_number: bola.wallet.number, narration: 'x'.repeat(141) }, '/body/narration'],
    [{ amount: 100_00, wallet_number: bola.wallet.number, narration: '\u200D\u200C \u200D' }, '/body/narration'],
    [{ amount: 100_00, wallet_number: bola.wallet.number, narration: 'paid\u200Fdlot' }, '/body/narration'],
    [{ amount: 100_00, wallet_number: bola.wallet.number, narration: '\u0958'.repeat(140) }, '/body/narration'],
    [{ amount: 100_00, wallet_number: bola.wallet.number, amonut: 1 }, '/body/amonut'],
    [{ amount: 100_00, wallet_number: bola.wallet.number, metadata: { deep: {} } }, '/body/metadata/deep'],
    [{ amount: 100_00, wallet_number: bola.wallet.number, currency: 'EUR' }, '/body/currency'],
  ] as const) {
    const { status, json } = await refusal(ada, body);
    assert.equal(status, 400, JSON.stringify(body));
    assert.deepEqual(
      json.errors.map(({ path: at }) => at),
      [path],
    );
  }
});

test('a phone number that cannot be called is refused as such', async () => {
  const ada = await world.join({ money: 1_000_00 });
  const { status, json } = await world.send(ada, { amount: 100_00, phone_number: '0000000000' });
  assert.deepEqual([status, json.code], [422, 'phone_number_invalid']);
});
