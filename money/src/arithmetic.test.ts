import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { add, compare, isLess, type Money, money, negate, percentage, type Rounding, subtract } from './index.ts';
import { anyMoney, biggest, refusedWith, safeInteger } from '../test/arbitrary.ts';

test('sums and differences are exact or refused, never rounded', () => {
  fc.assert(
    fc.property(safeInteger, safeInteger, (a, b) => {
      const [left, right] = [money(a, 'NGN'), money(b, 'NGN')];
      for (const [work, exact] of [
        [add, BigInt(a) + BigInt(b)],
        [subtract, BigInt(a) - BigInt(b)],
      ] as const) {
        if (exact > biggest || exact < -biggest) assert.throws(() => work(left, right), refusedWith('out_of_range'));
        else assert.equal(BigInt(work(left, right).amount), exact);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('money of two currencies never mixes', () => {
  const [naira, cedi] = [money(1, 'NGN'), money(1, 'GHS')];
  for (const work of [add, subtract, compare, isLess]) assert.throws(() => work(naira, cedi), refusedWith('currency_mismatch'));
});

test('an amount that did not pass money() is refused by every operation', () => {
  const half: Money = { amount: 0.5, currency: 'NGN' };
  const zero: Money = { amount: -0, currency: 'NGN' };
  for (const broken of [half, zero]) {
    for (const work of [add, subtract, compare, isLess]) assert.throws(() => work(broken, broken), refusedWith('not_an_integer'));
    assert.throws(() => negate(broken), refusedWith('not_an_integer'));
    assert.throws(() => percentage(broken, 100, 'up'), refusedWith('not_an_integer'));
  }
});

test('negating twice gives the same money and zero stays plain zero', () => {
  fc.assert(fc.property(anyMoney, (value) => assert.deepEqual(negate(negate(value)), value)));
  assert.ok(Object.is(negate(money(0, 'USD')).amount, 0));
});

test('comparing sorts amounts as numbers are sorted', () => {
  fc.assert(
    fc.property(fc.array(safeInteger), (amounts) => {
      const sorted = amounts.map((amount) => money(amount, 'KES')).toSorted(compare);
      assert.deepEqual(
        sorted.map((value) => value.amount),
        amounts.toSorted((a, b) => a - b),
      );
    }),
  );
  assert.ok(isLess(money(1, 'NGN'), money(2, 'NGN')) && !isLess(money(2, 'NGN'), money(2, 'NGN')));
});

test('a percentage is within one unit of the exact share, on the side that the caller chose', () => {
  const rate = fc.integer({ min: 0, max: 20_000 });
  fc.assert(
    fc.property(anyMoney, rate, (value, basisPoints) => {
      const exact = BigInt(Math.abs(value.amount)) * BigInt(basisPoints);
      if (exact > 10_000n * (biggest - 1n)) return;
      const size = (rounding: Rounding) => 10_000n * BigInt(Math.abs(percentage(value, basisPoints, rounding).amount));
      assert.ok(size('down') <= exact && exact - size('down') < 10_000n);
      assert.ok(size('up') >= exact && size('up') - exact < 10_000n);
      const off = size('half_even') - exact;
      assert.ok(off <= 5_000n && off >= -5_000n);
      assert.deepEqual(percentage(negate(value), basisPoints, 'half_even'), negate(percentage(value, basisPoints, 'half_even')));
    }),
    { numRuns: 2_000 },
  );
});

test('a tie goes to the even neighbour', () => {
  const half = (amount: number) => percentage(money(amount, 'NGN'), 5_000, 'half_even').amount;
  assert.deepEqual([1, 3, 5, 7, -1, -3].map(half), [0, 2, 2, 4, 0, -2]);
});

test('a rate that is not a whole number of basis points is refused', () => {
  for (const rate of [-1, -0, 0.5, Number.NaN, Infinity, 2 ** 53]) {
    assert.throws(() => percentage(money(100, 'NGN'), rate, 'up'), refusedWith('invalid_rate'));
  }
  assert.throws(() => percentage(money(Number.MAX_SAFE_INTEGER, 'NGN'), 10_001, 'down'), refusedWith('out_of_range'));
});
