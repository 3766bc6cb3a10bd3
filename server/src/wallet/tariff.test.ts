import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { createTariffReader, readTariff } from './tariff.ts';

const database = await testDatabase();
const june = Temporal.Instant.from('2026-06-01T00:00:00Z');

test('the limits of the tiers are those of the circular', async () => {
  const tariff = await readTariff(database.db);
  const limitsOf = (tier: number) => {
    const { per_transaction, per_day, balance } = tariff.limitsOf(tier, 'NGN', june);
    return { per_transaction, per_day, balance };
  };
  assert.deepEqual(limitsOf(1), { per_transaction: 50_000_00, per_day: 50_000_00, balance: 300_000_00 });
  assert.deepEqual(limitsOf(2), { per_transaction: 200_000_00, per_day: 200_000_00, balance: 500_000_00 });
  assert.deepEqual(limitsOf(3), { per_transaction: 5_000_000_00, per_day: 5_000_000_00, balance: null });
});

test('where nobody has said what it costs or what is allowed, nothing is done', async () => {
  const tariff = await readTariff(database.db);
  const before = Temporal.Instant.from('2019-12-31T22:59:59Z');
  assert.throws(() => tariff.feesFor('transfer', 'NGN', before), /nobody has said what the fees of a transfer in NGN are/);
  assert.throws(() => tariff.limitsOf(1, 'NGN', before), /nobody has said what the limits of tier 1 in NGN are/);
  assert.throws(() => tariff.limitsOf(4, 'NGN', june), /nobody has said/);
});

test('a limit that is announced counts from its moment on, and not before', async () => {
  await database.owner(`
    insert into wallet.tier_limits (currency, tier, effective_from, per_transaction, per_day, balance)
    values ('NGN', 1, '2027-03-01 00:00+01', 100, 100, 100)`);
  const tariff = await readTariff(database.db);
  const limitAt = (at: string) => tariff.limitsOf(1, 'NGN', Temporal.Instant.from(at)).per_day;
  assert.equal(limitAt('2027-02-28T22:59:59.999Z'), 50_000_00);
  assert.equal(limitAt('2027-02-28T23:00:00Z'), 100);
});

test('the tariff is read once for many, and a failure to read it is not kept', async () => {
  const read = createTariffReader(database.db);
  assert.equal(await read(), await read());

  await database.owner('alter table wallet.fee_schedules rename to hidden');
  const unlucky = createTariffReader(database.db);
  await assert.rejects(unlucky());
  await database.owner('alter table wallet.hidden rename to fee_schedules');
  assert.equal((await unlucky()).feesFor('transfer', 'NGN', june).vat_basis_points, 750);
});

test('whoever is in a transaction needs no second connection for it', async () => {
  const read = createTariffReader(database.db);
  const inTransactions = Array.from({ length: 40 }, () => database.transact(async (tx) => read(tx)));
  assert.equal((await Promise.all(inTransactions)).length, 40);
});
