import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromDecimalString, toDecimalString } from './index.ts';
import { anyMoney, refusedWith } from '../test/arbitrary.ts';

test('a decimal string carries every amount there and back', () => {
  fc.assert(
    fc.property(anyMoney, fc.integer({ min: 0, max: 5 }), (value, zeros) => {
      const text = toDecimalString(value);
      assert.deepEqual(fromDecimalString(text, value.currency), value);
      const longer = text + (text.includes('.') ? '' : '.0') + '0'.repeat(zeros);
      assert.deepEqual(fromDecimalString(longer, value.currency), value);
    }),
    { numRuns: 1_000 },
  );
});

test('a provider’s decimal string is read strictly', () => {
  const read = (text: string) => fromDecimalString(text, 'NGN').amount;
  assert.deepEqual(['0', '0.5', '1250.50', '1250.5000', '-0.05', '7'].map(read), [0, 50, 125_050, 125_050, -5, 700]);
  for (const text of ['', '1,250', '+1', '-0', '-0.00', '.5', '5.', '01', '1e3', ' 1', '1 ', '₦1', '1\n', '１']) {
    assert.throws(() => read(text), refusedWith('unreadable'), JSON.stringify(text));
  }
});
