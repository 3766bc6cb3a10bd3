import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { currencies, isCurrency, money } from './index.ts';
import { allCurrencies, refusedWith, safeInteger } from '../test/arbitrary.ts';

test('every safe integer is money, as it is', () => {
  fc.assert(fc.property(safeInteger, (amount) => assert.equal(money(amount, 'NGN').amount, amount)));
});

test('what is not an exact integer within ±(2^53−1) is refused', () => {
  for (const amount of [-0, 0.1, 1.5, Number.NaN, Infinity, -Infinity, Number.MIN_VALUE]) {
    assert.throws(() => money(amount, 'NGN'), refusedWith('not_an_integer'));
  }
  for (const amount of [2 ** 53, -(2 ** 53), 2 ** 53 + 2, 2 ** 63 - 1, 1e300]) {
    assert.throws(() => money(amount, 'NGN'), refusedWith('out_of_range'));
  }
});

test('money from outside the compiler is checked as well', () => {
  const asked: unknown[] = ['1', '１００', ' 1', '1e3', '0x10', 1n, true, null, undefined, [], {}];
  for (const amount of asked) assert.throws(() => money(amount as number, 'NGN'), refusedWith('not_an_integer'));
  for (const currency of ['ngn', 'XXX', '', '__proto__', 'constructor', 'toString']) {
    assert.ok(!isCurrency(currency));
    assert.throws(() => money(1, currency as 'NGN'), refusedWith('unknown_currency'));
  }
});

test('neither money nor the table of currencies can be changed', () => {
  assert.ok(Object.isFrozen(money(1, 'NGN')) && Object.isFrozen(currencies));
  for (const code of allCurrencies) assert.ok(Object.isFrozen(currencies[code]));
});

test('the exponents are those of ISO 4217', () => {
  const decimals = allCurrencies.map((code) => `${code} ${String(currencies[code].exponent)}`).toSorted();
  assert.deepEqual(decimals, [
    'EGP 2',
    'EUR 2',
    'GBP 2',
    'GHS 2',
    'KES 2',
    'NGN 2',
    'RWF 0',
    'TZS 2',
    'UGX 0',
    'USD 2',
    'XAF 0',
    'XOF 0',
    'ZAR 2',
  ]);
});
