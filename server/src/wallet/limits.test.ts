import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { uuidArray } from '#platform/db';
import { enqueue } from '#platform/jobs';
import { Problem } from '#platform/problem';
import { eventually, testDatabase } from '#test';
import { alignAll } from './align-all.ts';
import { endOverridesJob, keepWalletsJob } from './jobs.ts';
import { liftedLimit } from './limits.ts';
import { type WantedOverride } from './overrides/override-limit.ts';
import { type WalletLimits } from './read-limits.ts';
import { readTariff } from './tariff.ts';
import { type Refusal, said } from './test/said.ts';
import { hire, limitsOf } from './test/staff.ts';
import { openWorld, type TestPerson, type Told } from './test/world.ts';

const patienceMs = 8_000;
const database = await testDatabase();
const world = await openWorld(database);
const { akawo, ask, join, send } = world;
const staff = await hire(world, database);
const bola = await join({ tier: 3 });
const tierOne = { ceiling: 30_000_000, daily_debit_cap: 5_000_000 };
const tierTwo = { ceiling: 50_000_000, daily_debit_cap: 20_000_000 };

const read = async (person: TestPerson) => said<WalletLimits>(await ask(person, { method: 'GET', path: '/wallet/limits' }));
const limitIn = (told: Told) => {
  const { code, limit, amount }: Refusal = said(told);
  return [code, limit, amount];
};
const pay = (person: TestPerson, amount: number) => send(person, { amount, wallet_number: bola.wallet.number });

test('a person sees what he may do, what of it he has used with fees, and what the next tier allows', async () => {
  const ada = await join({ money: 10_000_000 });
  await pay(ada, 1_000_000);
  const { day_ends_at, ...rest } = await read(ada);
  const [{ used } = { used: 0 }] = await database.owner<{ used: number }>(
    'select (amount + fee)::int as used from wallet.transactions where sender_wallet_id = $1',
    [ada.wallet.id],
  );
  assert.ok(used > 1_000_000);
  assert.deepEqual(rest, {
    currency: 'NGN',
    tier: 1,
    per_transaction: 5_000_000,
    per_day: 5_000_000,
    balance: 30_000_000,
    used_today: used,
    left_today: 5_000_000 - used,
    room: 30_000_000 - 10_000_000 + used,
    overrides: [],
    next_tier: { tier: 2, per_transaction: 20_000_000, per_day: 20_000_000, balance: 50_000_000 },
  });
  const ends = Temporal.Instant.from(day_ends_at).toZonedDateTimeISO('Africa/Lagos');
  assert.deepEqual(ends, ends.startOfDay());
  assert.ok(Temporal.Instant.compare(ends.toInstant(), Temporal.Now.instant()) > 0);
  const highest = await read(await join({ tier: 3 }));
  assert.deepEqual([highest.balance, highest.room, highest.next_tier], [null, null, null]);
});

test('all wallets of a person follow him to another tier, up and down, and nobody else moves', async () => {
  akawo.modules.wallet.readEvents(akawo.events);
  const [ada, eve] = [await join(), await join()];
  await ask(ada, { path: '/wallets', body: { currency: 'GHS' } });
  const cedis = { wallet: await world.walletOf(ada.id, 'GHS') };
  const settled = (naira: object, other: object) =>
    eventually(
      'the limits are those of the tier',
      async () => {
        const found = [await limitsOf(database, ada), await limitsOf(database, cedis)];
        return JSON.stringify(found) === JSON.stringify([naira, other]);
      },
      patienceMs,
    );
  await staff.promote(ada.id, 2);
  await settled(tierTwo, { ceiling: 500_000, daily_debit_cap: 200_000 });
  await staff.promote(ada.id, 3);
  await settled({ ceiling: null, daily_debit_cap: 500_000_000 }, { ceiling: null, daily_debit_cap: 5_000_000 });
  await staff.promote(ada.id, 1);
  await settled(tierOne, { ceiling: 300_000, daily_debit_cap: 50_000 });
  assert.deepEqual(await limitsOf(database, eve), tierOne);
  const told = await database.owner(
    "select from platform.events where type = 'wallet.updated' and subject = $1 and data ->> 'change' = 'limits'",
    [ada.wallet.id],
  );
  assert.equal(told.length, 3);
});

test('an override never lowers a limit: whoever rises to a higher tier meanwhile has what that tier allows', async () => {
  const ada = await join({ money: 20_000_000 });
  await staff.override(ada.wallet.id, { limit: 'per_transaction', amount: 9_000_000 });
  await world.raise(ada, 2);
  const explained = await ask(ada, {
    path: '/transfers?explain=true',
    body: { amount: 15_000_000, wallet_number: bola.wallet.number },
  });
  assert.equal(said<{ limits: { per_transaction: number } }>(explained).limits.per_transaction, 20_000_000);
  assert.equal((await pay(ada, 15_000_000)).status, 201);
});

test('an override lifts its limit at once, is seen, and is kept with the two who answer for it', async () => {
  const ada = await join({ money: 20_000_000 });
  const refused = await pay(ada, 5_000_001);
  const { code, limit: named, left, lifted_by_tier } = said(refused);
  assert.deepEqual([refused.status, code, named, left, lifted_by_tier], [422, 'limit_exceeded', 'per_transaction', 5_000_000, 2]);
  await staff.override(ada.wallet.id, { limit: 'per_transaction', amount: 9_000_000 });
  assert.deepEqual(limitIn(await pay(ada, 5_000_001)), ['limit_exceeded', 'per_day', 5_000_000]);
  await staff.override(ada.wallet.id, { limit: 'per_day', amount: 12_000_000 });
  assert.equal((await pay(ada, 5_000_001)).status, 201);
  const seen = await read(ada);
  assert.deepEqual([seen.per_transaction, seen.per_day], [9_000_000, 12_000_000]);
  assert.deepEqual(
    seen.overrides.map(({ limit, amount }) => [limit, amount]),
    [
      ['per_day', 12_000_000],
      ['per_transaction', 9_000_000],
    ],
  );
  const [change] = await database.owner<{ changed_by: string; reason: string }>(
    'select changed_by, reason from ledger.account_changes where account_id = $1',
    [ada.wallet.account],
  );
  assert.deepEqual({ ...change }, { changed_by: `person:${staff.admin.id}`, reason: 'a customer whom we know' });
});

test('an override that is not by two of the staff, for a reason, for a time and for more is refused', async () => {
  const ada = await join();
  const hours = (count: number) => Temporal.Now.instant().add({ hours: count });
  const wrong: [Partial<WantedOverride>, RegExp][] = [
    [{ approvedBy: staff.support.id }, /Somebody else/],
    [{ requestedBy: ada.id }, /Staff ask/],
    [{ requestedBy: staff.admin.id, approvedBy: staff.support.id }, /an admin approves/],
    [{ reason: '  ' }, /a reason/],
    [{ expiresAt: Temporal.Now.instant().add({ seconds: 30 }) }, /a minute/],
    [{ expiresAt: hours(24 * 91) }, /90 days/],
    [{ amount: 5_000_000 }, /allows as much/],
    [{ amount: 2 ** 53 }, /allows as much/],
  ];
  for (const [changes, detail] of wrong)
    await assert.rejects(
      staff.override(ada.wallet.id, { limit: 'per_day', amount: 6_000_000, ...changes }),
      (thrown: unknown) => thrown instanceof Problem && thrown.code === 'override_refused' && detail.test(thrown.message),
    );
  const ofStaff = staff.override(staff.support.wallet.id, { limit: 'per_day', amount: 6_000_000 });
  await assert.rejects(ofStaff, /his own limits/);
  assert.deepEqual(await limitsOf(database, ada), tierOne);
});

test('the moment an override runs out its limit is that of the tier, though nobody has ended it', async () => {
  const ada = await join({ money: 20_000_000 });
  await staff.override(ada.wallet.id, { limit: 'per_day', amount: 12_000_000 });
  await staff.override(ada.wallet.id, { limit: 'per_transaction', amount: 12_000_000 });
  assert.equal((await pay(ada, 4_000_000)).status, 201);
  await staff.runOut(ada.wallet.id);
  const seen = await read(ada);
  assert.deepEqual([seen.per_transaction, seen.per_day, seen.overrides], [5_000_000, 5_000_000, []]);
  assert.deepEqual(limitIn(await pay(ada, 6_000_000)), ['limit_exceeded', 'per_transaction', 5_000_000]);
  assert.deepEqual(limitIn(await pay(ada, 1_000_000)), ['limit_exceeded', 'per_day', 5_000_000]);
  assert.deepEqual(await limitsOf(database, ada), tierOne);
});

test('a payment that was planned before its override ran out and would be written after it is not written', async () => {
  const ada = await join({ money: 20_000_000 });
  await staff.override(ada.wallet.id, { limit: 'per_day', amount: 12_000_000 });
  assert.equal((await pay(ada, 4_000_000)).status, 201);
  const balance = await world.balanceOf(ada);
  const paying = await akawo.database.transact(async (tx) => {
    await sql`select from ledger.lock_accounts(${uuidArray([ada.wallet.account])}, '{}', '{}')`.execute(tx);
    const begun = pay(ada, 2_000_000);
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await eventually('the payment waits for its account', async () => (await database.owner(waiting)).length > 0);
    await staff.runOut(ada.wallet.id);
    return { begun };
  });
  assert.equal(said(await paying.begun).code, 'ledger_busy');
  assert.deepEqual(limitIn(await pay(ada, 2_000_000)), ['limit_exceeded', 'per_day', 5_000_000]);
  assert.equal(await world.balanceOf(ada), balance);
  assert.deepEqual(await limitsOf(database, ada), tierOne);
});

test('an override is ended by its own job, and by the hourly one if that was lost', async () => {
  for (const job of [endOverridesJob, keepWalletsJob]) {
    const ada = await join();
    await staff.override(ada.wallet.id, { limit: 'balance', amount: 90_000_000 });
    assert.equal((await limitsOf(database, ada)).ceiling, 90_000_000);
    const [planned] = await database.owner<{ is_due: boolean }>(
      `select start_after = (select expires_at from wallet.limit_overrides where wallet_id = $1::text::uuid) as is_due
       from jobs.job where name = 'wallet.end_overrides' and data -> 'data' ->> 'wallet_id' = $1::text`,
      [ada.wallet.id],
    );
    assert.ok(planned?.is_due);
    await staff.runOut(ada.wallet.id);
    await akawo.database.transact((tx) =>
      job === keepWalletsJob ? enqueue(tx, keepWalletsJob, {}) : enqueue(tx, endOverridesJob, { wallet_id: ada.wallet.id }),
    );
    await eventually('it is over', async () => (await limitsOf(database, ada)).ceiling === tierOne.ceiling, patienceMs);
    const [row] = await database.owner(
      'select ended_at >= expires_at as is_over from wallet.limit_overrides where wallet_id = $1',
      [ada.wallet.id],
    );
    assert.deepEqual(row, { is_over: true });
  }
});

test('a new override takes the place of the one before, and a higher tier is not held down by either', async () => {
  const ada = await join();
  await staff.override(ada.wallet.id, { limit: 'per_day', amount: 12_000_000 });
  await staff.override(ada.wallet.id, { limit: 'per_day', amount: 7_000_000 });
  assert.equal((await limitsOf(database, ada)).daily_debit_cap, 7_000_000);
  assert.equal((await read(ada)).overrides.length, 1);
  await staff.promote(ada.id, 2);
  await eventually('the tier counts', async () => (await limitsOf(database, ada)).daily_debit_cap === 20_000_000, patienceMs);
  assert.equal((await read(ada)).per_day, 20_000_000);
});

test('limits that begin to hold today are given to everybody, and those of overrides stay', async () => {
  const [ada, cleo] = [await join(), await join()];
  await staff.override(cleo.wallet.id, { limit: 'per_day', amount: 12_000_000 });
  await database.owner(
    `insert into wallet.tier_limits (currency, tier, effective_from, per_transaction, per_day, balance)
     values ('NGN', 1, now(), 5000000, 4000000, 29000000)`,
  );
  const terms = { tariff: await readTariff(database.db), at: Temporal.Now.instant(), signal: new AbortController().signal };
  await alignAll(akawo.database, terms);
  assert.deepEqual(await limitsOf(database, ada), { ceiling: 29_000_000, daily_debit_cap: 4_000_000 });
  assert.deepEqual(await limitsOf(database, cleo), { ceiling: 29_000_000, daily_debit_cap: 12_000_000 });
});

test('an override never takes anything from anybody', () => {
  const limit = fc.option(fc.nat());
  fc.assert(
    fc.property(limit, limit, (tier, override) => {
      const lifted = liftedLimit(tier, override);
      if (tier === null) assert.equal(lifted, null);
      else assert.ok(lifted !== null && lifted >= tier && (override === null || lifted >= override));
    }),
  );
});
