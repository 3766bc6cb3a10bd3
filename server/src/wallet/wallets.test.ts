import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#platform/id';
import { testDatabase } from '#test';
import { drawWalletNumber, isWalletNumber } from './number.ts';
import { refusalIn, said } from './test/said.ts';
import { hire } from './test/staff.ts';
import { openWorld, type TestPerson } from './test/world.ts';
import { type Wallet } from './wallet.ts';

const database = await testDatabase();
const world = await openWorld(database);
const { ask, join } = world;
const staff = await hire(world, database);

const listOf = async (person: TestPerson) =>
  said<{ data: Wallet[] }>(await ask(person, { method: 'GET', path: '/wallets' })).data;

test('everybody has a wallet in naira from the start, with a number that is right', async () => {
  const ada = await join({ money: 150_000 });
  const told = await ask(ada, { method: 'GET', path: '/wallet' });
  assert.equal(told.status, 200);
  const { id, wallet_number, created_at, ...rest } = said<Wallet>(told);
  assert.equal(id, ada.wallet.id);
  assert.ok(isWalletNumber(wallet_number));
  assert.ok(Temporal.Instant.from(created_at).epochMilliseconds > 0);
  assert.deepEqual(rest, {
    currency: 'NGN',
    balance: 150_000,
    held: 0,
    available: 150_000,
    is_default: true,
    is_active: true,
    is_locked: false,
  });
});

test('a wallet in another currency is opened once, whoever asks at the same time', async () => {
  const ada = await join();
  const asked = await Promise.all(Array.from({ length: 8 }, () => ask(ada, { path: '/wallets', body: { currency: 'GHS' } })));
  assert.deepEqual(
    asked.map(({ status }) => status).toSorted((left, right) => left - right),
    [201, ...Array<number>(7).fill(409)],
  );
  assert.ok(asked.every((told) => told.status === 201 || said(told).code === 'wallet_exists'));
  assert.deepEqual(
    (await listOf(ada)).map(({ currency, is_default }) => [currency, is_default]),
    [
      ['NGN', true],
      ['GHS', false],
    ],
  );
});

test('a currency that nobody can hold, or a wallet that nobody opened, is refused', async () => {
  const ada = await join();
  assert.equal(said(await ask(ada, { path: '/wallets', body: { currency: 'EUR' } })).code, 'validation_failed');
  assert.equal(said(await ask(ada, { path: '/wallets', body: { currency: 'GHS', is_default: true } })).code, 'validation_failed');
  for (const path of [
    '/wallet?currency=KES',
    '/wallet/balance?currency=KES',
    '/wallet/limits?currency=KES',
    '/wallet/parked?currency=KES',
  ])
    assert.equal(said(await ask(ada, { method: 'GET', path })).code, 'wallet_not_found', path);
});

test('there is one default wallet at any time, however many are chosen at once', async () => {
  const ada = await join();
  for (const currency of ['GHS', 'KES', 'USD']) await ask(ada, { path: '/wallets', body: { currency } });
  const wallets = await listOf(ada);
  const chosen = await Promise.all(
    Array.from({ length: 20 }, (_, index) => ask(ada, { path: `/wallets/${wallets[index % 4]?.id}/default` })),
  );
  assert.deepEqual(new Set(chosen.map(({ status }) => status)), new Set([200]));
  assert.equal((await listOf(ada)).filter(({ is_default }) => is_default).length, 1);
  const cedis = wallets.find(({ currency }) => currency === 'GHS');
  assert.equal(said<Wallet>(await ask(ada, { path: `/wallets/${cedis?.id}/default` })).currency, 'GHS');
  assert.equal(said<Wallet>(await ask(ada, { method: 'GET', path: '/wallet' })).currency, 'GHS');
});

test('nobody chooses, pauses, sees or locks the wallet of somebody else, and it looks as if there were none', async () => {
  const [ada, eve] = [await join(), await join()];
  const strange = await ask(eve, { path: `/wallets/${ada.wallet.id}/default` });
  const absent = await ask(eve, { path: `/wallets/${newId<'wallets'>()}/default` });
  assert.equal(strange.status, 404);
  const { request_id: _, ...toldOfStrange } = said(strange);
  const { request_id: __, ...toldOfAbsent } = said(absent);
  assert.deepEqual(toldOfStrange, toldOfAbsent);
  const lock = await ask(eve, { path: `/admin/wallets/${ada.wallet.id}/lock`, body: { reason: 'I want to' } });
  assert.deepEqual(refusalIn(lock), [403, 'staff_required']);
  for (const path of ['/wallet', '/wallets', '/wallet/limits', '/wallet/parked', '/wallet/balance'])
    assert.ok(!(await ask(eve, { method: 'GET', path })).text.includes(ada.wallet.id), path);
});

test('a paused wallet pays nobody, still receives, and pays again once it is resumed', async () => {
  const [ada, bola] = [await join({ money: 500_000 }), await join({ money: 500_000 })];
  const paused = await ask(ada, { path: '/wallet/toggle-activity' });
  assert.equal(said<Wallet>(paused).is_active, false);
  const refused = await world.send(ada, { amount: 1_000, wallet_number: bola.wallet.number });
  assert.deepEqual(refusalIn(refused), [403, 'wallet_inactive']);
  assert.equal((await world.send(bola, { amount: 1_000, wallet_number: ada.wallet.number })).status, 201);
  assert.equal(said<Wallet>(await ask(ada, { path: '/wallet/toggle-activity' })).is_active, true);
  assert.equal((await world.send(ada, { amount: 1_000, wallet_number: bola.wallet.number })).status, 201);
});

test('the balance at a moment of the past is what it was then, and nobody is told the future', async () => {
  const ada = await join({ money: 10_000 });
  const [{ at: before } = { at: '' }] = await database.owner<{ at: string }>(
    'select to_json(clock_timestamp()) #>> array[]::text[] as at',
  );
  await world.pay(ada.wallet.account, 2_500);
  const balanceAt = (at: string) => ask(ada, { method: 'GET', path: `/wallet/balance?at=${encodeURIComponent(at)}` });
  const then = Temporal.Instant.from(before);
  assert.deepEqual(said<object>(await balanceAt(then.toString())), {
    balance: 10_000,
    held: 0,
    available: 10_000,
    currency: 'NGN',
    as_of: then.toString(),
  });
  assert.equal(said<Wallet>(await ask(ada, { method: 'GET', path: '/wallet/balance' })).balance, 12_500);
  assert.equal(said<Wallet>(await balanceAt('2020-01-01T00:00:00+01:00')).balance, 0);
  assert.equal(said(await balanceAt('2099-01-01T00:00:00Z')).code, 'validation_failed');
  assert.equal(said(await balanceAt('yesterday')).code, 'validation_failed');
});

test('a number is looked up by its masked name, and one that is mistyped, unknown or of a banned person by none', async () => {
  const [ada, bola] = [await join(), await join()];
  const lookUp = (number: string) => ask(ada, { method: 'GET', path: `/wallet/lookup?wallet_number=${number}` });
  assert.deepEqual(said<object>(await lookUp(bola.wallet.number)), {
    wallet_number: bola.wallet.number,
    name: 'A••• O.',
    currency: 'NGN',
  });
  const mistyped = `${bola.wallet.number.slice(0, 12)}${(Number(bola.wallet.number.at(-1)) + 1) % 10}`;
  assert.equal(said(await lookUp(mistyped)).code, 'validation_failed');
  assert.equal(said(await lookUp(drawWalletNumber())).code, 'recipient_not_found');
  await database.owner("update identity.people set banned_at = now(), ban_reason = 'fraud' where id = $1", [bola.id]);
  assert.equal(said(await lookUp(bola.wallet.number)).code, 'recipient_not_found');
});

test('a person looks up two hundred wallets a day, and not one more by way of a key', async () => {
  const [ada, bola] = [await join(), await join()];
  const path = `/wallet/lookup?wallet_number=${bola.wallet.number}`;
  const { api_key } = said<{ api_key: string }>(
    await ask(ada, { path: '/api-keys', body: { name: 'a program', permissions: ['read'], expiry: '1D' } }),
  );
  const byKey = () => world.akawo.http.inject({ url: `/api/v1${path}`, headers: { 'x-api-key': api_key } });
  const answers = await Promise.all([
    ...Array.from({ length: 120 }, async () => (await ask(ada, { method: 'GET', path })).status),
    ...Array.from({ length: 120 }, async () => (await byKey()).statusCode),
  ]);
  assert.equal(answers.filter((status) => status === 200).length, 200);
  const refused = await ask(ada, { method: 'GET', path });
  assert.deepEqual(refusalIn(refused), [429, 'too_many_lookups']);
  assert.ok(Number(refused.headers['retry-after']) > 0);
  assert.equal((await ask(bola, { method: 'GET', path })).status, 200);
});

test('staff lock a wallet with a reason that is kept: nothing leaves, what comes still comes, and unlocking gives it back', async () => {
  const [ada, bola] = [await join({ money: 500_000 }), await join({ money: 500_000 })];
  const path = `/admin/wallets/${ada.wallet.id}`;
  assert.equal(said(await ask(staff.support, { path: `${path}/lock`, body: {} })).code, 'validation_failed');
  assert.equal(
    (await ask(staff.support, { path: `/admin/wallets/${newId<'wallets'>()}/lock`, body: { reason: 'who?' } })).status,
    404,
  );
  const locked = await ask(staff.support, { path: `${path}/lock`, body: { reason: 'a report by her bank' } });
  assert.deepEqual(said<object>(locked), { wallet_id: ada.wallet.id, is_locked: true });
  assert.equal(said<Wallet>(await ask(ada, { method: 'GET', path: '/wallet' })).is_locked, true);
  const refused = await world.send(ada, { amount: 1_000, wallet_number: bola.wallet.number });
  assert.deepEqual(refusalIn(refused), [423, 'wallet_locked']);
  assert.equal((await world.send(bola, { amount: 1_000, wallet_number: ada.wallet.number })).status, 201);

  await ask(staff.admin, { path: `${path}/lock`, body: { reason: 'nothing in either', incoming: true } });
  const unpaid = await world.send(bola, { amount: 1_000, wallet_number: ada.wallet.number });
  assert.deepEqual(refusalIn(unpaid), [404, 'recipient_not_found']);

  await ask(staff.admin, { path: `${path}/unlock`, body: { reason: 'it was a mistake' } });
  assert.equal((await world.send(ada, { amount: 1_000, wallet_number: bola.wallet.number })).status, 201);
  assert.equal((await world.send(bola, { amount: 1_000, wallet_number: ada.wallet.number })).status, 201);
  const kept = await database.owner<{ changed_by: string; reason: string }>(
    'select changed_by, reason from ledger.account_changes where account_id = $1 order by id',
    [ada.wallet.account],
  );
  assert.deepEqual(
    kept.map(({ changed_by, reason }) => [changed_by, reason]),
    [
      [`person:${staff.support.id}`, 'a report by her bank'],
      [`person:${staff.admin.id}`, 'nothing in either'],
      [`person:${staff.admin.id}`, 'it was a mistake'],
    ],
  );
  const told = await database.owner<{ change: string }>(
    "select data ->> 'change' as change from platform.events where type = 'wallet.updated' and subject = $1 order by id",
    [ada.wallet.id],
  );
  assert.deepEqual(
    told.map(({ change }) => change),
    ['opened', 'locked', 'locked', 'unlocked'],
  );
});
