import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { money } from '@akawo/money';
import { readAmount, type Typed, typeAmount, writeAmount } from './amount-typing.ts';

const empty: Typed = { text: '', caret: 0 };

/** Presses a key where the cursor is, as a browser does before it tells us. */
function press(field: Typed, key: string): Typed {
  const { text, caret } = field;
  const pressed =
    key === 'Backspace'
      ? { text: text.slice(0, Math.max(0, caret - 1)) + text.slice(caret), caret: Math.max(0, caret - 1) }
      : { text: text.slice(0, caret) + key + text.slice(caret), caret: caret + 1 };
  return typeAmount(field, { ...pressed, isPasted: false }, 'NGN');
}

const type = (keys: string) => keys.split('').reduce(press, empty);
const paste = (text: string) => typeAmount(empty, { text, caret: text.length, isPasted: true }, 'NGN').text;

test('digits are grouped while they are typed', () => {
  const shown = ['1', '12', '125', '1250', '12500', '1250000'].map((keys) => type(keys).text);
  assert.deepEqual(shown, ['1', '12', '125', '1,250', '12,500', '1,250,000']);
});

test('keys that make no amount do nothing', () => {
  assert.equal(type('12a5-0.5.09').text, '1,250.50');
  assert.equal(type('007').text, '7');
  assert.equal(type('.5').text, '0.5');
  assert.equal(type('1234567890123').text, '123,456,789,012');
});

test('a digit in the middle leaves the cursor behind itself', () => {
  const field = press({ text: '1,250', caret: 1 }, '9');
  assert.deepEqual(field, { text: '19,250', caret: 2 });
  assert.deepEqual(press({ text: '19,250', caret: 2 }, 'Backspace'), { text: '1,250', caret: 1 });
});

test('what was pasted is understood or stays as it was, and is never cut to fit', () => {
  assert.equal(paste('₦1250.5'), '1,250.50');
  assert.equal(paste('NGN 1,250'), '1,250');
  for (const text of ['1.250', '12,50', '1 250', '5k']) {
    assert.equal(paste(text), text);
    assert.equal(typeof readAmount(text, 'NGN'), 'string', text);
  }
});

test('any amount that is typed key by key is read as exactly that amount', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 ** 14 - 1 }), (amount) => {
      const digits = String(amount).padStart(3, '0');
      const keys = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
      assert.deepEqual(readAmount(type(keys).text, 'NGN'), money(amount, 'NGN'));
      assert.deepEqual(readAmount(writeAmount(money(amount, 'NGN')), 'NGN'), money(amount, 'NGN'));
    }),
    { numRuns: 300 },
  );
});

test('nothing, zero and a lone point are asked for again', () => {
  for (const text of ['', ' ', '0', '0.00']) assert.equal(readAmount(text, 'NGN'), 'Type how much you want to send.', text);
  assert.deepEqual(readAmount('5.', 'NGN'), money(500, 'NGN'));
});
