import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromDecimalString, type Money, MoneyError, parseMoney } from './index.ts';
import { refusedWith } from '../test/arbitrary.ts';

const naira = (text: string) => parseMoney(text, 'NGN').amount;

test('any text at all is either read exactly or refused by name', () => {
  const nearly = fc.string({ unit: fc.constantFrom(...Array.from('0019,.-+₦ eExX１٣−NG\u00a0\n')), maxLength: 12 });
  let amountsRead = 0;
  const readExactly = (text: string, read: () => Money) => {
    try {
      const [whole = '', fraction = ''] = text.replaceAll(/[^\d.-]/g, '').split('.');
      assert.equal(BigInt(read().amount), BigInt(whole + fraction.slice(0, 2).padEnd(2, '0')));
      amountsRead += 1;
    } catch (thrown) {
      if (!(thrown instanceof MoneyError)) throw thrown;
    }
  };
  fc.assert(
    fc.property(fc.oneof(nearly, fc.string()), (text) => {
      readExactly(text, () => parseMoney(text, 'NGN', { signed: true }));
      readExactly(text, () => fromDecimalString(text, 'NGN'));
    }),
    { numRuns: 20_000 },
  );
  assert.ok(amountsRead > 200, `only ${String(amountsRead)} texts were amounts`);
});

test('people may type amounts in the usual ways', () => {
  for (const text of ['1250.50', '1,250.50', '₦1,250.50', '₦1,250.5', '₦ 1,250.50', 'NGN 1250.5', ' 1250.50 ']) {
    assert.equal(naira(text), 125_050);
  }
  assert.equal(naira('0'), 0);
  assert.equal(naira('0.05'), 5);
  assert.equal(naira('90,071,992,547,409.91'), Number.MAX_SAFE_INTEGER);
  assert.equal(parseMoney('125,000', 'XOF').amount, 125_000);
  assert.equal(parseMoney('-₦5', 'NGN', { signed: true }).amount, -500);
  assert.equal(parseMoney('+5', 'NGN', { signed: true }).amount, 500);
});

test('what could be read in two ways is refused', () => {
  const texts = [
    '',
    ' ',
    '.',
    '.5',
    '5.',
    '1 250',
    '12,50',
    '1,25',
    '1,2500',
    '1250,500',
    ',250',
    '1,,250',
    '1.250,50',
    '1.2.3',
    '01',
    '00',
    '1e3',
    '1E3',
    '0x10',
  ];
  const others = [
    '１００',
    '١٠٠',
    '1_000',
    '-5',
    '+5',
    '₦-5',
    '$5',
    'GHS 5',
    'ngn 5',
    '5₦',
    '₦₦5',
    '₦  5',
    'NaN',
    'Infinity',
    '∞',
    '5\n0',
    '5\u0000',
    '−5',
  ];
  for (const text of [...texts, ...others, '1'.repeat(65)])
    assert.throws(() => naira(text), refusedWith('unreadable'), JSON.stringify(text));
  for (const text of ['-0', '-', '+', '--5', '+-5', '₦-5', '５', '5-']) {
    assert.throws(() => parseMoney(text, 'NGN', { signed: true }), refusedWith('unreadable'), JSON.stringify(text));
  }
});

test('more decimals than the currency has are refused, not rounded', () => {
  for (const text of ['1.250', '1.005', '0.001', '1.000']) assert.throws(() => naira(text), refusedWith('too_many_decimals'));
  assert.throws(() => parseMoney('1.5', 'UGX'), refusedWith('too_many_decimals'));
  assert.throws(() => fromDecimalString('1.005', 'NGN'), refusedWith('too_many_decimals'));
  assert.throws(() => fromDecimalString('1.5', 'RWF'), refusedWith('too_many_decimals'));
});

test('an amount beyond the range is refused, however it is written', () => {
  for (const text of ['90071992547409.92', '90,071,992,547,410', '9'.repeat(39)])
    assert.throws(() => naira(text), refusedWith('out_of_range'));
  assert.throws(() => fromDecimalString('-90071992547409.92', 'NGN'), refusedWith('out_of_range'));
});
