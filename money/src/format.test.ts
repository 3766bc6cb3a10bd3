import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Currency, formatMoney, money, negate, parseMoney } from './index.ts';
import { anyMoney } from '../test/arbitrary.ts';

test('what we show can be typed back and means the same', () => {
  const symbol = fc.constantFrom('symbol' as const, 'code' as const, 'none' as const);
  const sign = fc.constantFrom('auto' as const, 'always' as const);
  fc.assert(
    fc.property(anyMoney, symbol, sign, (value, withSymbol, withSign) => {
      const shown = formatMoney(value, { symbol: withSymbol, sign: withSign });
      assert.deepEqual(parseMoney(shown, value.currency, { signed: true }), value);
    }),
    { numRuns: 1_000 },
  );
});

test('formatted money reads as people write it', () => {
  const shown = (amount: number, currency: Currency, options?: Parameters<typeof formatMoney>[1]) =>
    formatMoney(money(amount, currency), options).replaceAll(/[\u00a0\u202f]/g, ' ');
  assert.equal(shown(125_050, 'NGN'), '₦1,250.50');
  assert.equal(shown(-5, 'NGN'), '-₦0.05');
  assert.equal(shown(5, 'NGN', { sign: 'always' }), '+₦0.05');
  assert.equal(shown(0, 'NGN', { sign: 'always' }), '₦0.00');
  assert.equal(shown(-125_050, 'NGN', { sign: 'never' }), '₦1,250.50');
  assert.equal(shown(125_050, 'NGN', { symbol: 'code' }), 'NGN 1,250.50');
  assert.equal(shown(125_050, 'NGN', { symbol: 'none' }), '1,250.50');
  assert.equal(shown(Number.MAX_SAFE_INTEGER, 'GHS'), 'GH₵90,071,992,547,409.91');
  assert.equal(shown(125_000, 'XOF', { locale: 'fr-SN' }), '125 000 F CFA');
  assert.equal(shown(125_050, 'KES'), 'KSh 1,250.50');
  assert.equal(shown(5, 'EGP', { locale: 'ar-EG-u-nu-arab', symbol: 'none' }), '٠٫٠٥');
});

test('formatting is exact for every amount and symmetric around zero', () => {
  fc.assert(
    fc.property(anyMoney, (value) => {
      const digits = formatMoney(value, { symbol: 'none', sign: 'never' }).replaceAll(/\D/g, '');
      assert.equal(BigInt(digits), BigInt(Math.abs(value.amount)));
      assert.equal(formatMoney(negate(value), { sign: 'never' }), formatMoney(value, { sign: 'never' }));
    }),
    { numRuns: 1_000 },
  );
});
