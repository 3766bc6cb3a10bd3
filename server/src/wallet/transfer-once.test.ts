import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { openWorld, type TestPerson } from './test/world.ts';

const database = await testDatabase();
const world = await openWorld(database);

const to = (person: TestPerson, amount = 100_00) => ({ amount, wallet_number: person.wallet.number });

test('the same key and body get the first answer again, byte for byte, and money moves once', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  const key = randomUUID();
  const first = await world.send(ada, to(bola), { key });
  assert.deepEqual([first.status, first.headers['idempotent-replayed']], [201, undefined]);
  const reordered = `{"wallet_number": "${bola.wallet.number}",\n "amount":10000}`;
  for (const body of [to(bola), reordered]) {
    const copy = await world.ask(ada, { path: '/transfers', body, key });
    assert.deepEqual([copy.status, copy.text, copy.headers['idempotent-replayed']], [201, first.text, 'true']);
  }
  assert.equal(await world.balanceOf(bola), 100_00);
});

test('a refusal is the answer for ever, also when there would be money for it later', async () => {
  const [ada, bola] = [await world.join(), await world.join()];
  const key = randomUUID();
  const first = await world.send(ada, to(bola), { key });
  assert.equal(first.json.code, 'insufficient_funds');
  await world.pay(ada.wallet.account, 1_000_00);
  const copy = await world.send(ada, to(bola), { key });
  assert.deepEqual([copy.status, copy.text, copy.headers['idempotent-replayed']], [first.status, first.text, 'true']);
  assert.equal((await world.send(ada, to(bola))).status, 201);
});

test('the same key with another body or route is refused and has no effect, also in the same millisecond', async () => {
  const [ada, bola] = [await world.join({ money: 40_000_00 }), await world.join()];
  for (let pair = 0; pair < 30; pair += 1) {
    const key = randomUUID();
    const before = await world.balanceOf(bola);
    const told = await Promise.all([
      world.send(ada, to(bola, 100_00), { key }),
      pair % 2 === 0
        ? world.send(ada, to(bola, 200_00), { key })
        : world.ask(ada, { path: '/transfers/bulk', body: { transfers: [to(bola, 200_00)] }, key }),
    ]);
    const moved = (await world.balanceOf(bola)) - before;
    assert.deepEqual(new Set(told.map(({ status }) => status)), new Set([201, 422]));
    assert.equal(told.find(({ status }) => status === 422)?.json.code, 'idempotency_key_reused');
    assert.equal(moved, told[0]?.status === 201 ? 100_00 : 200_00);
  }
});

test('a key belongs to its principal: the same key of another is another payment, and nobody reads his answer', async () => {
  await world.work();
  const [ada, bola, carl] = [await world.join({ money: 1_000_00 }), await world.join({ money: 1_000_00 }), await world.join()];
  const { json } = await world.ask(ada, { path: '/api-keys', body: { name: 'shop', permissions: ['transfer'], expiry: '1D' } });
  const key = 'one-and-the-same';
  const answers = [
    await world.send(ada, to(carl), { key }),
    await world.send(bola, to(carl), { key }),
    await world.ask({ token: '' }, { path: '/transfers', body: to(carl), key, headers: { 'x-api-key': json.api_key } }),
  ];
  assert.deepEqual(
    answers.map(({ status, headers }) => [status, headers['idempotent-replayed']]),
    [
      [201, undefined],
      [201, undefined],
      [201, undefined],
    ],
  );
  assert.equal(new Set(answers.map(({ json: { id } }) => id)).size, 3);
  assert.equal(await world.balanceOf(carl), 300_00);
});

test('without a sane key nothing is even looked up', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  const before = await world.traces();
  for (const path of ['/transfers', '/transfers/bulk']) {
    const body = path === '/transfers' ? to(bola) : { transfers: [to(bola)] };
    for (const key of [undefined, '', 'x'.repeat(256), 'two words', 'caf\u00e9', 'tab\there', 'one, two']) {
      const { status, json } = await world.ask(ada, { path, body, key });
      const code = key === undefined || key === '' ? 'idempotency_key_required' : 'idempotency_key_invalid';
      assert.deepEqual([status, json.code], [400, code]);
    }
  }
  assert.deepEqual(await world.traces(), before);
});

test('a failure of ours uses no key up, wherever it happens', async () => {
  const breaks = [
    'alter table wallet.transactions rename to hidden',
    'alter table wallet.wallets rename to hidden',
    'alter table platform.idempotency_keys rename to hidden',
    'alter table platform.idempotency_answers rename to hidden',
    'alter table platform.events rename to hidden',
    'alter table ledger.entries rename to hidden',
    'alter function ledger.write rename to hidden',
  ];
  const [ada, bola] = [await world.join({ money: 10_000_00 }), await world.join()];
  for (const [index, text] of breaks.entries()) {
    const [, kind = '', schema = '', name = ''] = /^alter (\w+) (\w+)\.(\w+)/.exec(text) ?? [];
    const key = randomUUID();
    await database.owner(text);
    const broken = await world.send(ada, to(bola), { key });
    await database.owner(`alter ${kind} ${schema}.hidden rename to ${name}`);
    assert.equal(broken.status, 500, text);
    assert.deepEqual(Object.keys(broken.json).toSorted(), ['code', 'detail', 'request_id', 'status', 'title', 'type']);
    assert.equal(await world.balanceOf(bola), index * 100_00);
    const { status, headers, text: answer } = await world.send(ada, to(bola), { key });
    assert.deepEqual([status, headers['idempotent-replayed']], [201, undefined], `${text}: ${answer}`);
  }
});

test('connections that break under payments leave each of them done once or not at all', async () => {
  const [ada, bola] = [await world.join({ money: 40_000_00 }), await world.join()];
  const keys = Array.from({ length: 60 }, () => randomUUID());
  const killing = (async () => {
    for (let round = 0; round < 5; round += 1) {
      await database.owner(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'akawo%' and datname = current_database()`,
      );
    }
  })();
  const first = await Promise.all(keys.map((key) => world.send(ada, to(bola), { key })));
  await killing;
  assert.ok(first.every(({ status }) => status === 201 || status >= 500));
  for (const [index, key] of keys.entries()) {
    const { status, text } = await world.send(ada, to(bola), { key });
    assert.equal(status, 201, text);
    if (first[index]?.status === 201) assert.equal(text, first[index].text);
  }
  assert.equal(await world.balanceOf(bola), keys.length * 100_00);
});

test('a key whose answer is no longer kept pays nothing again', async () => {
  const [ada, bola] = [await world.join({ money: 1_000_00 }), await world.join()];
  const key = randomUUID();
  await world.send(ada, to(bola), { key });
  await database.owner('delete from platform.idempotency_answers where key = $1', [key]);
  const { status, json } = await world.send(ada, to(bola), { key });
  assert.deepEqual([status, json.code], [409, 'idempotency_key_expired']);
  assert.equal(await world.balanceOf(bola), 100_00);
});

test('a quote says what the transfer will cost, in whole numbers only', async () => {
  const [ada, bola] = [await world.join({ money: 30_000_00 }), await world.join()];
  const asked = (query: string) => world.ask(ada, { method: 'GET', path: `/transfers/quote?${query}` });
  const { status, json } = await asked('amount=2000000');
  assert.equal(status, 200);
  const done = await world.send(ada, to(bola, 20_000_00));
  assert.deepEqual([json.charges.total, json.total, json.currency], [done.json.fee, 20_000_00 + done.json.fee, 'NGN']);
  assert.equal((await asked('amount=5000&currency=GHS')).json.charges.total, 0);
  for (const amount of ['9007199254740991', '0', '-1', '1e3', '0x10', '1.0', '', ' 1', '１００', '9007199254740992', 'NaN'])
    assert.deepEqual((await asked(`amount=${encodeURIComponent(amount)}`)).json.errors[0]?.path, '/query/amount', amount);
});
