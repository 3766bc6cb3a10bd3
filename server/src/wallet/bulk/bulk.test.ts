import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { enqueue } from '#platform/jobs';
import { eventually, testDatabase } from '#test';
import { openWorld, type SaidOfLine, type TestPerson, type Told } from '../test/world.ts';
import { carryOutBulkJob } from './jobs.ts';

const database = await testDatabase();
const world = await openWorld(database);
await world.work();

const bulk = (from: TestPerson, transfers: readonly object[], more: object = {}, key = randomUUID()) =>
  world.ask(from, { path: '/transfers/bulk', body: { transfers, ...more }, key });

const to = (person: TestPerson, amount = 100_00) => ({ amount, wallet_number: person.wallet.number });

async function crowd(size: number): Promise<readonly TestPerson[]> {
  return Promise.all(Array.from({ length: size }, () => world.join()));
}

test('each line has its own outcome, in the order of the lines, and one that is refused harms no other', async () => {
  const [ada, bola, carl] = [await world.join({ money: 1_000_00 }), await world.join(), await world.join()];
  const { status, json } = await bulk(ada, [
    { ...to(bola), narration: 'May', metadata: { month: 5 } },
    { amount: 100_00, email: 'nobody@example.com' },
    to(ada),
    { amount: 99, phone_number: carl.phone },
    { amount: 100_00, phone_number: '0000000000' },
    { amount: 900_00, email: carl.email },
    { amount: 200_00, phone_number: carl.phone.replace('+234', '0') },
  ]);
  assert.equal(status, 201);
  const { id, data, created_at, completed_at, ...rest } = json;
  assert.ok(typeof created_at === 'string' && typeof completed_at === 'string');
  assert.deepEqual(rest, { status: 'done', atomic: false, currency: 'NGN', lines: 7, done: 7, failed: 5 });
  assert.deepEqual(
    data.map(({ line, status: outcome, failure }) => [line, outcome, failure?.code]),
    [
      [1, 'success', undefined],
      [2, 'failed', 'recipient_not_found'],
      [3, 'failed', 'self_transfer'],
      [4, 'failed', 'amount_too_small'],
      [5, 'failed', 'phone_number_invalid'],
      [6, 'failed', 'insufficient_funds'],
      [7, 'success', undefined],
    ],
  );
  assert.deepEqual(
    [data[1], data[3], data[6]].map((line) => [line?.to, line?.amount]),
    [
      ['nobody@example.com', 100_00],
      [carl.phone, 99],
      [carl.phone.replace('+234', '0'), 200_00],
    ],
  );
  assert.equal(data[5]?.failure?.available, 1_000_00 - 100_00 - 10_75);
  assert.deepEqual([data[0]?.transaction?.narration, data[0]?.transaction?.metadata], ['May', { month: 5 }]);
  assert.equal(data[6]?.transaction?.balance_after, await world.balanceOf(ada));
  assert.deepEqual([await world.balanceOf(bola), await world.balanceOf(carl)], [100_00, 200_00]);

  const later = await world.ask(ada, { method: 'GET', path: `/transfers/bulk/${id}` });
  assert.deepEqual(later.json, { ...json, next_cursor: null });
});

test('atomic: when one line cannot be made none is, and it is said which and why', async () => {
  const [ada, bola, carl] = [await world.join({ money: 500_00 }), await world.join(), await world.join()];
  const before = await world.traces();
  const poor = await bulk(ada, [to(bola), to(carl, 400_00), to(bola)], { atomic: true });
  assert.deepEqual([poor.status, poor.json.code, poor.json.line], [422, 'bulk_transfer_refused', 2]);
  assert.equal(poor.json.refusal?.code, 'insufficient_funds');
  assert.deepEqual(
    poor.json.errors.map(({ path }) => path),
    ['/body/transfers/1'],
  );

  const unknown = await bulk(ada, [to(bola), { amount: 100_00, email: 'nobody@example.com' }, to(ada)], { atomic: true });
  assert.deepEqual([unknown.json.line, unknown.json.refusal?.code], [2, 'recipient_not_found']);
  assert.deepEqual(
    unknown.json.errors.map(({ path }) => path),
    ['/body/transfers/1', '/body/transfers/2'],
  );
  assert.deepEqual(await world.traces(), { ...before, keys: (before['keys'] ?? 0) + 2 });
  assert.equal((await database.owner('select from wallet.bulk_transfers where person_id = $1', [ada.id])).length, 0);

  const whole = await bulk(ada, [to(bola), to(carl)], { atomic: true });
  assert.deepEqual([whole.status, whole.json.done, whole.json.failed], [201, 2, 0]);
  assert.deepEqual([await world.balanceOf(bola), await world.balanceOf(carl)], [100_00, 100_00]);
});

test('what does not fit into a wallet waits, line by line or atomic, and the rest goes in', async () => {
  for (const atomic of [false, true]) {
    const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join({ money: 299_850_00 })];
    const { json } = await bulk(ada, [to(bola), to(bola), to(bola, 50_00)], { atomic });
    assert.deepEqual([json.done, json.failed], [3, 0]);
    assert.equal(await world.balanceOf(bola), 300_000_00);
    const parked = await database.owner<{ amount: string }>('select amount from wallet.parked_inflows where wallet_id = $1', [
      bola.wallet.id,
    ]);
    assert.deepEqual(parked, [{ amount: '10000' }]);
  }
});

test('a thousand lines are one answer and one commit, and copies of the request get that answer', async () => {
  const [ada, people] = [await world.join({ money: 2_000_000_00, tier: 3 }), await crowd(20)];
  const transfers = Array.from({ length: 1_000 }, (_, index) => to(people[index % people.length] ?? ada, 100_00 + index));
  const key = randomUUID();
  const copies = await Promise.all(Array.from({ length: 4 }, () => bulk(ada, transfers, {}, key)));
  const made = copies.filter(({ status }) => status === 201);
  assert.ok(made.length >= 1 && copies.every(({ status, json }) => status === 201 || json.code === 'idempotency_in_progress'));
  const again = await bulk(ada, transfers, {}, key);
  assert.deepEqual([again.status, again.headers['idempotent-replayed'], again.json.failed], [201, 'true', 0]);
  assert.ok(made.every(({ text }) => text === again.text));
  const rows = await database.owner(
    'select sum(amount)::text as sum, count(distinct created_at)::int as commits from wallet.transactions where bulk_id = $1',
    [again.json.id],
  );
  assert.deepEqual(rows, [{ sum: String(1_000 * 100_00 + 499_500), commits: 1 }]);
  assert.equal((await bulk(ada, transfers.slice(1), {}, key)).json.code, 'idempotency_key_reused');
});

test('nobody is paid of a bulk whose money runs out, beyond what there is', async () => {
  const [ada, people] = [await world.join({ money: 1_000_00 }), await crowd(5)];
  const many = Array.from({ length: 4 }, () =>
    bulk(
      ada,
      Array.from({ length: 50 }, (_, index) => to(people[index % 5] ?? ada)),
    ),
  );
  const told = await Promise.all(many);
  assert.ok(told.every(({ status }) => status === 201));
  const paid = told.reduce((sum, { json }) => sum + json.done - json.failed, 0);
  assert.equal(paid, Math.floor(1_000_00 / (100_00 + 10_75)));
  assert.equal(await world.balanceOf(ada), 1_000_00 - paid * (100_00 + 10_75));
});

test('more than a thousand lines are carried out after the answer, each once', async () => {
  const [ada, people] = [await world.join({ money: 2_000_000_00, tier: 3 }), await crowd(10)];
  const transfers: object[] = Array.from({ length: 1_050 }, (_, index) => to(people[index % 10] ?? ada, 100));
  transfers[7] = { amount: 100, email: 'nobody@example.com' };
  transfers[8] = { amount: 100, phone_number: '0000000000' };
  const key = randomUUID();
  const { status, json } = await bulk(ada, transfers, {}, key);
  assert.deepEqual(
    [status, json.status, json.lines, json.done, json.failed, json.data],
    [202, 'processing', 1_050, 1, 1, undefined],
  );
  const page = async (query: string): Promise<Told> =>
    world.ask(ada, { method: 'GET', path: `/transfers/bulk/${json.id}${query}` });
  await eventually('every line has its outcome', async () => (await page('?limit=1')).json.status === 'done', 20_000);
  const outcomes: SaidOfLine[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const next: Told = await page(`?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`);
    outcomes.push(...next.json.data);
    cursor = next.json.next_cursor;
  }
  assert.deepEqual(
    outcomes.map(({ line }) => line),
    Array.from({ length: 1_050 }, (_, index) => index + 1),
  );
  const failed = outcomes.filter((outcome) => outcome.status === 'failed');
  assert.deepEqual(
    failed.map(({ line, failure }) => [line, failure?.code]),
    [
      [8, 'recipient_not_found'],
      [9, 'phone_number_invalid'],
    ],
  );
  assert.ok(outcomes.every(({ transaction, failure }) => (transaction === null) !== (failure === null)));
  const received = await Promise.all(people.map((person) => world.balanceOf(person)));
  assert.equal(
    received.reduce((sum, amount) => sum + amount, 0),
    1_048 * 100,
  );

  const copy = await bulk(ada, transfers, {}, key);
  assert.deepEqual([copy.status, copy.headers['idempotent-replayed'], copy.json.id], [202, 'true', json.id]);
});

test('lines that several workers do at once are done once', async () => {
  const [ada, bola] = [await world.join({ money: 2_000_00, tier: 3 }), await world.join({ tier: 3 })];
  const { json } = await bulk(
    ada,
    Array.from({ length: 1_001 }, () => to(bola)),
  );
  for (let copy = 0; copy < 3; copy += 1)
    await world.akawo.database.transact((tx) => enqueue(tx, carryOutBulkJob, { bulk_id: json.id }));
  const left = async () => database.owner(`select from jobs.job where name = 'wallet.carry_out_bulk' and state < 'completed'`);
  await eventually('all of them have ended', async () => (await left()).length === 0, 20_000);
  const [counts] = await database.owner<{ paid: number; lines: number }>(
    `select
       (select count(*)::int from wallet.transactions where bulk_id = $1) as paid,
       (select count(*)::int from wallet.bulk_lines where bulk_id = $1 and status = 'success') as lines`,
    [json.id],
  );
  const paid = Math.floor(2_000_00 / (100_00 + 10_75));
  assert.deepEqual(counts, { paid, lines: paid });
  assert.equal(await world.balanceOf(bola), paid * 100_00);
});

test('a bulk is confirmed as a whole by its PIN: another line, amount or order needs another confirmation', async () => {
  const [ada, bola, carl] = [await world.join({ money: 1_000_00 }), await world.join(), await world.join()];
  await world.ask(ada, { path: '/auth/pin', body: { pin: '4815' } });
  const transfers = [to(bola), { amount: 200_00, email: carl.email.toUpperCase() }];
  const digest = createHash('sha256').update(`${bola.wallet.number} 10000\n${carl.email.toUpperCase()} 20000\n`).digest('hex');
  const intent = { action: 'bulk_transfer', amount: 300_00, currency: 'NGN', to: digest };
  const verified = await world.ask(ada, { path: '/auth/pin/verify', body: { pin: '4815', intent } });
  const headers = { 'x-pin-token': verified.json.pin_token };
  const key = randomUUID();
  const ask = (body: readonly object[], more: { key?: string; headers?: Record<string, string> }) =>
    world.ask(ada, { path: '/transfers/bulk', body: { transfers: body }, key: randomUUID(), ...more });
  assert.equal((await ask(transfers, { key })).json.code, 'pin_required');
  for (const other of [
    transfers.toReversed(),
    [...transfers, to(carl)],
    [to(bola, 99_00), { ...transfers[1], amount: 201_00 }],
    [to(carl), transfers[1] ?? {}],
  ])
    assert.equal((await ask(other, { headers })).json.code, 'pin_required');
  assert.equal((await ask(transfers, { key, headers })).json.failed, 0, 'the key was not used up by what was missing');
  assert.equal((await ask(transfers, { headers })).json.code, 'pin_required', 'and the token is spent');
});

test('what cannot be read is refused as a whole, with the place', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  const before = await world.traces();
  for (const [transfers, more, path] of [
    [[], {}, '/body/transfers'],
    [[to(bola), { ...to(bola), amount: 1.5 }], {}, '/body/transfers/1/amount'],
    [[to(bola), { amount: 100 }], {}, '/body/transfers/1'],
    [[to(bola), { ...to(bola), email: bola.email }], {}, '/body/transfers/1'],
    [[{ ...to(bola), currency: 'GHS' }], {}, '/body/transfers/0/currency'],
    [Array.from({ length: 1_001 }, () => to(bola)), { atomic: true }, '/body/transfers'],
    [Array.from({ length: 10_001 }, () => to(bola)), {}, '/body/transfers'],
    [Array.from({ length: 2 }, () => to(bola, Number.MAX_SAFE_INTEGER)), {}, '/body/transfers'],
  ] as const) {
    const { status, json } = await bulk(ada, transfers, more);
    assert.deepEqual([status, json.errors[0]?.path], [400, path], JSON.stringify(json).slice(0, 300));
  }
  const mistyped = {
    amount: 100_00,
    wallet_number: bola.wallet.number.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)),
  };
  const { json } = await bulk(ada, [mistyped, to(bola), { amount: 100 }, mistyped]);
  assert.deepEqual(
    json.errors.map(({ path }) => path),
    ['/body/transfers/0/wallet_number', '/body/transfers/2', '/body/transfers/3/wallet_number'],
    'all places at once',
  );
  assert.deepEqual(await world.traces(), before);
});

test('whoever asks what a bulk would do, which it cannot say, has not made it', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  const before = await world.traces();
  const asked = { path: '/transfers/bulk?explain=true', body: { transfers: [to(bola)] }, key: randomUUID() };
  const { status, json } = await world.ask(ada, asked);
  assert.deepEqual([status, json.errors[0]?.path], [400, '/query/explain']);
  assert.deepEqual(await world.traces(), before);
});

test('a bulk transfer is nobody else’s to see, and money moves only with a key', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  const { json } = await bulk(ada, [to(bola)]);
  const seen = (id: string) => world.ask(bola, { method: 'GET', path: `/transfers/bulk/${id}` });
  const [other, absent] = [await seen(json.id), await seen(randomUUID())];
  assert.deepEqual([other.status, other.json.code], [404, 'bulk_transfer_not_found']);
  assert.deepEqual({ ...other.json, request_id: '' }, { ...absent.json, request_id: '' });
  for (const place of [[10_001], [Number.MAX_SAFE_INTEGER], ['1'], []]) {
    const cursor = Buffer.from(JSON.stringify(place)).toString('base64url');
    const told = await world.ask(ada, { method: 'GET', path: `/transfers/bulk/${json.id}?cursor=${cursor}` });
    assert.deepEqual([told.status, told.json.code], [400, 'invalid_cursor'], cursor);
  }
  const keyless = await world.ask(ada, { path: '/transfers/bulk', body: { transfers: [to(bola)] } });
  assert.equal(keyless.json.code, 'idempotency_key_required');
});
