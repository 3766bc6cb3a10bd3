import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testDatabase } from '#test';
import { quote } from './quote.ts';
import { readTariff } from './tariff.ts';

const database = await testDatabase();
const tariff = await readTariff(database.db);
const priced = (at: string, amount: number) => quote(tariff.feesFor('transfer', 'NGN', Temporal.Instant.from(at)), amount);

/** Amounts in naira, so that the table reads like the circulars; what is charged in kobo, so that nothing is rounded in reading. */
const table: readonly (readonly [since: string, naira: number, fee: number, vat: number, duty: number])[] = [
  // The worked example: ₦20,000 from 19 January 2026 costs ₦76.88.
  ['2026-01-19T00:00:00+01:00', 20_000, 25_00, 1_88, 50_00],
  // The edges of the bands.
  ['2026-02-01T12:00:00+01:00', 1, 10_00, 75, 0],
  ['2026-02-01T12:00:00+01:00', 5_000, 10_00, 75, 0],
  ['2026-02-01T12:00:00+01:00', 5_000.01, 25_00, 1_88, 0],
  ['2026-02-01T12:00:00+01:00', 50_000, 25_00, 1_88, 50_00],
  ['2026-02-01T12:00:00+01:00', 50_000.01, 50_00, 3_75, 50_00],
  ['2026-02-01T12:00:00+01:00', 5_000_000, 50_00, 3_75, 50_00],
  // Stamp duty begins at ten thousand.
  ['2026-02-01T12:00:00+01:00', 9_999.99, 25_00, 1_88, 0],
  ['2026-02-01T12:00:00+01:00', 10_000, 25_00, 1_88, 50_00],
  // The sender pays duty from 1 January 2026, and value added tax from the nineteenth: to the second, in Lagos.
  ['2025-12-31T23:59:59+01:00', 20_000, 25_00, 0, 0],
  ['2026-01-01T00:00:00+01:00', 20_000, 25_00, 0, 50_00],
  ['2026-01-18T23:59:59+01:00', 20_000, 25_00, 0, 50_00],
  ['2020-01-01T00:00:00+01:00', 60_000, 50_00, 0, 0],
];

for (const [since, naira, fee, vat, stamp_duty] of table) {
  test(`₦${naira.toLocaleString('en')} at ${since} costs ${fee}, ${vat} and ${stamp_duty} kobo`, () => {
    const { schedule_id: _, ...charges } = priced(since, Math.round(naira * 100));
    assert.deepEqual(charges, { fee, vat, stamp_duty, total: fee + vat + stamp_duty });
  });
}

test('a price of 2025 is found again by the schedule that it names', async () => {
  const { schedule_id } = priced('2025-06-01T00:00:00Z', 20_000_00);
  const { rows } = await database.db.executeQuery<{ vat_basis_points: number; stamp_duty: number }>(
    database.db
      .selectFrom('wallet.fee_schedules')
      .select(['vat_basis_points', 'stamp_duty'])
      .where('id', '=', schedule_id)
      .compile(),
  );
  assert.deepEqual(rows, [{ vat_basis_points: 0, stamp_duty: 0 }]);
  assert.notEqual(schedule_id, priced('2026-06-01T00:00:00Z', 20_000_00).schedule_id);
});

test('whatever the amount, the parts are whole kobo, make the total, and tax is never a kobo short', () => {
  const schedule = tariff.feesFor('transfer', 'NGN', Temporal.Instant.from('2026-06-01T00:00:00Z'));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (amount) => {
      const { fee, vat, stamp_duty, total } = quote(schedule, amount);
      assert.ok([fee, vat, stamp_duty].every((part) => Number.isSafeInteger(part) && part >= 0));
      assert.equal(total, fee + vat + stamp_duty);
      assert.ok(BigInt(vat) * 10_000n >= BigInt(fee) * 750n && BigInt(vat - 1) * 10_000n < BigInt(fee) * 750n);
    }),
  );
});

test('a cedi, a shilling and a dollar are sent for nothing', () => {
  for (const currency of ['GHS', 'KES', 'USD'] as const) {
    const { total } = quote(tariff.feesFor('transfer', currency, Temporal.Instant.from('2026-06-01T00:00:00Z')), 1_000_000);
    assert.equal(total, 0);
  }
});
