import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allocate, money, negate } from './index.ts';
import { anyMoney, refusedWith } from '../test/arbitrary.ts';

const weight = fc.oneof(fc.integer({ min: 0, max: 10 }), fc.maxSafeNat());
const someWeights = fc.array(weight, { minLength: 1, maxLength: 50 }).filter((weights) => weights.some((each) => each > 0));

test('the parts of an allocation add up to the whole, exactly', () => {
  fc.assert(
    fc.property(anyMoney, someWeights, (total, weights) => {
      const parts = allocate(total, weights);
      assert.equal(parts.length, weights.length);
      assert.equal(
        parts.reduce((sum, part) => sum + BigInt(part.amount), 0n),
        BigInt(total.amount),
      );
    }),
    { numRuns: 2_000 },
  );
});

test('nobody is more than one unit away from the exact share, and a weight of zero gets nothing', () => {
  fc.assert(
    fc.property(anyMoney, someWeights, (total, weights) => {
      const whole = weights.reduce((sum, each) => sum + BigInt(each), 0n);
      for (const [index, part] of allocate(total, weights).entries()) {
        const mine = BigInt(weights[index] ?? 0);
        const off = BigInt(part.amount) * whole - BigInt(total.amount) * mine;
        assert.ok(off < whole && off > -whole);
        if (mine === 0n) assert.ok(Object.is(part.amount, 0));
      }
    }),
    { numRuns: 1_000 },
  );
});

test('equal weights get equal parts but for the odd units, which go to the first', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 60 }), (amount, count) => {
      const parts = allocate(
        money(amount, 'NGN'),
        Array.from({ length: count }, () => 1),
      ).map((part) => part.amount);
      assert.deepEqual(
        parts,
        parts.toSorted((a, b) => b - a),
      );
      assert.ok((parts[0] ?? 0) - (parts.at(-1) ?? 0) <= 1);
    }),
  );
});

test('a debt is split like the credit of the same size', () => {
  fc.assert(
    fc.property(anyMoney, someWeights, (total, weights) => {
      assert.deepEqual(allocate(negate(total), weights), allocate(total, weights).map(negate));
    }),
  );
});

test('the odd kobo goes to the largest lost fraction, then to the earlier part', () => {
  const shares = (amount: number, weights: number[]) => allocate(money(amount, 'NGN'), weights).map((part) => part.amount);
  assert.deepEqual(shares(100, [1, 1, 1]), [34, 33, 33]);
  assert.deepEqual(shares(-100, [1, 1, 1]), [-34, -33, -33]);
  assert.deepEqual(shares(5, [3, 7]), [2, 3]);
  assert.deepEqual(shares(10, [1, 2, 4]), [1, 3, 6]);
  assert.deepEqual(shares(1, [0, 5, 5]), [0, 1, 0]);
  assert.deepEqual(shares(0, [1, 2]), [0, 0]);
});

test('weights that say nothing are refused', () => {
  for (const weights of [[], [0], [0, 0], [1, -1], [0.5], [Number.NaN], [Infinity], [2 ** 53]]) {
    assert.throws(() => allocate(money(100, 'NGN'), weights), refusedWith('invalid_weights'));
  }
});
