import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { openWorld } from './test/world.ts';

const database = await testDatabase();
const world = await openWorld(database);

const balances = (...accounts: readonly string[]) =>
  database.owner<{ kind: string; posted: string }>(
    'select kind, sum(posted)::text as posted from ledger.accounts where kind = any($1) group by kind order by kind',
    [accounts],
  );

test('the money arrives, the sender pays the charges, and each charge goes where it belongs', async () => {
  const [ada, bola] = [await world.join({ money: 100_000_00, tier: 3 }), await world.join()];
  const { status, json } = await world.send(ada, {
    amount: 20_000_00,
    wallet_number: bola.wallet.number,
    narration: 'For the cloth',
    metadata: { order: 'A-17', parts: 3 },
  });
  assert.equal(status, 201);
  const { id, reference, created_at, updated_at, completed_at, counterparty, ...rest } = json;
  assert.deepEqual(rest, {
    type: 'transfer',
    direction: 'out',
    status: 'success',
    amount: 20_000_00,
    fee: 76_88,
    charges: { fee: 25_00, vat: 1_88, stamp_duty: 50_00 },
    currency: 'NGN',
    provider: null,
    provider_reference: null,
    narration: 'For the cloth',
    failure: null,
    metadata: { order: 'A-17', parts: 3 },
    balance_after: 79_923_12,
  });
  assert.match(reference, /^AKW(-[2-9A-HJKMNP-Z]{4}){4}$/);
  assert.match(counterparty.name, /^Ada Obi/);
  assert.ok(created_at === updated_at && created_at === completed_at);
  assert.equal(await world.balanceOf(ada), 79_923_12);
  assert.equal(await world.balanceOf(bola), 20_000_00);
  assert.deepEqual(await balances('fees', 'stamp_duty', 'vat'), [
    { kind: 'fees', posted: '2500' },
    { kind: 'stamp_duty', posted: '5000' },
    { kind: 'vat', posted: '188' },
  ]);

  const [row] = await database.owner<Record<string, unknown>>(
    `select t.*, p.reference as posting_reference, s.vat_basis_points
     from wallet.transactions t join ledger.postings p using (id) join wallet.fee_schedules s on s.id = t.fee_schedule_id
     where t.id = $1`,
    [id],
  );
  assert.equal(row?.['posting_reference'], reference);
  assert.equal(row?.['vat_basis_points'], 750, 'it says by which schedule it was priced');
  assert.equal(row?.['receiver_balance_after'], '2000000');
  assert.equal(row?.['parked_at'], null);
});

test('one event tells both people, in the commit of the money and with the request that caused it', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  const { json } = await world.send(
    ada,
    { amount: 500_00, wallet_number: bola.wallet.number },
    { headers: { 'x-request-id': 'a-request-of-ada' } },
  );
  const events = await database.owner('select type, data, correlation_id from platform.events where subject = $1', [json.id]);
  const { reference, amount, currency, status, type } = json;
  assert.deepEqual(events, [
    {
      type: 'transaction.updated',
      data: { reference, type, status, amount, currency, people: [ada.id, bola.id] },
      correlation_id: 'a-request-of-ada',
    },
  ]);
});

test('a person is paid by wallet number, by e-mail and by phone, however the two are spelled', async () => {
  const [ada, bola] = [await world.join({ money: 10_000_00 }), await world.join()];
  const local = bola.phone.replace('+234', '');
  const spellings = [
    { wallet_number: bola.wallet.number },
    { email: bola.email },
    { email: bola.email.toUpperCase() },
    { phone_number: bola.phone },
    { phone_number: `0${local}` },
    { phone_number: local },
    { phone_number: `234${local}` },
    { phone_number: `+234 (0) ${local.slice(0, 3)}-${local.slice(3, 6)} ${local.slice(6)}` },
  ];
  for (const [index, recipient] of spellings.entries()) {
    const { status, text } = await world.send(ada, { amount: 100_00, ...recipient });
    assert.equal(status, 201, `${JSON.stringify(recipient)}: ${text}`);
    assert.equal(await world.balanceOf(bola), (index + 1) * 100_00);
  }
});

test('money for a full wallet waits in suspense; the sender has paid, the receiver is told, and nothing is lost', async () => {
  const [ada, bola] = [await world.join({ money: 10_000_00, tier: 3 }), await world.join({ money: 299_500_00 })];
  const { status, json } = await world.send(ada, { amount: 1_000_00, wallet_number: bola.wallet.number });
  assert.equal(status, 201);
  assert.equal(json.status, 'success');
  assert.equal(await world.balanceOf(ada), 10_000_00 - 1_000_00 - 10_75);
  assert.equal(await world.balanceOf(bola), 299_500_00);
  assert.deepEqual(await balances('suspense'), [{ kind: 'suspense', posted: '100000' }]);
  const parked = await database.owner(
    'select wallet_id, amount, released_at from wallet.parked_inflows where transaction_id = $1',
    [json.id],
  );
  assert.deepEqual(parked, [{ wallet_id: bola.wallet.id, amount: '100000', released_at: null }]);
  const notices = await database.owner(`select owner from platform.events where type = 'wallet.inflow_parked' and subject = $1`, [
    json.id,
  ]);
  assert.deepEqual(notices, [{ owner: bola.id }]);

  const exact = await world.send(ada, { amount: 500_00, wallet_number: bola.wallet.number });
  assert.equal(exact.status, 201, 'what just fits goes in');
  assert.equal(await world.balanceOf(bola), 300_000_00);
});

test('a program pays with its key, and one without the permission does not', async () => {
  await world.work();
  const [ada, bola] = [await world.join({ money: 10_000_00 }), await world.join()];
  const keyWith = async (permissions: readonly string[]) => {
    const { json } = await world.ask(ada, { path: '/api-keys', body: { name: permissions.join(), permissions, expiry: '1D' } });
    return { 'x-api-key': json.api_key };
  };
  const ask = (headers: Record<string, string>) =>
    world.akawo.http.inject({
      method: 'POST',
      url: '/api/v1/transfers',
      headers: { ...headers, 'idempotency-key': 'of a program'.replaceAll(' ', '-') },
      payload: { amount: 100_00, wallet_number: bola.wallet.number },
    });
  assert.equal((await ask(await keyWith(['transfer']))).statusCode, 201);
  const refused = await ask(await keyWith(['read', 'deposit', 'withdraw', 'airtime']));
  assert.equal(refused.statusCode, 403);
  assert.equal(refused.json<{ code: string }>().code, 'missing_permission');
  assert.equal(await world.balanceOf(bola), 100_00);
});

test('a narration may be in any script, and with families and flags of emojis', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  for (const narration of ['For the family 👨‍👩‍👧 🏳️‍🌈 ❤️ 🇳🇬', 'Ọ̀ṣun', 'שלום עולם', 'می‌خواهم']) {
    const { status, json } = await world.send(ada, { amount: 100, wallet_number: bola.wallet.number, narration });
    assert.deepEqual([status, json.narration], [201, narration]);
  }
});

test('a narration is found again however its letters were put together', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  const narration = 'Owó ẹ̀kọ́ fún Ọ̀ṣun';
  for (const written of [narration.normalize('NFC'), narration.normalize('NFD')]) {
    const { json } = await world.send(ada, { amount: 100, wallet_number: bola.wallet.number, narration: written });
    assert.equal(json.narration, narration.normalize('NFC'));
  }
  for (const asked of ['ẹ̀kọ́', 'Ọ̀ṢUN'].flatMap((word) => [word.normalize('NFC'), word.normalize('NFD')])) {
    const { json } = await world.ask(bola, { method: 'GET', path: `/transactions?q=${encodeURIComponent(asked)}` });
    assert.equal(json.data.length, 2, asked);
  }
});
