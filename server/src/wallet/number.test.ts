import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawWalletNumber, isWalletNumber } from './number.ts';

const numbers = Array.from({ length: 300 }, drawWalletNumber);

test('a number that we draw has thirteen digits and is right', () => {
  for (const number of numbers) {
    assert.match(number, /^[1-9]\d{12}$/);
    assert.ok(isWalletNumber(number));
  }
  assert.equal(new Set(numbers).size, numbers.length);
});

test('a mistyped digit is always found', () => {
  for (const number of numbers) {
    for (let place = 0; place < number.length; place += 1) {
      for (let digit = 0; digit < 10; digit += 1) {
        if (String(digit) === number[place]) continue;
        assert.ok(!isWalletNumber(`${number.slice(0, place)}${digit}${number.slice(place + 1)}`));
      }
    }
  }
});

test('two neighbours that changed places are always found', () => {
  for (const number of numbers) {
    for (let place = 0; place + 1 < number.length; place += 1) {
      const [left, right] = [number[place], number[place + 1]];
      if (left === right) continue;
      assert.ok(!isWalletNumber(`${number.slice(0, place)}${right}${left}${number.slice(place + 2)}`));
    }
  }
});

test('what is not thirteen plain digits is no number', () => {
  for (const text of ['', '123', `${numbers[0]} `, `0${numbers[0]?.slice(1)}`, '１２３４５６７８９０１２３', `${numbers[0]}0`])
    assert.ok(!isWalletNumber(text), text);
});
