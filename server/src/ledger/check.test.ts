import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOrder, mostCommands, mostLegs } from './check.ts';
import { type Command, type Leg, type PostCommand } from './command.ts';
import { idOf } from './test/samples.ts';

const largest = Number.MAX_SAFE_INTEGER;
const id = idOf<'postings'>(2, 0);
const legsOf = (...amounts: number[]): Leg[] => amounts.map((amount, n) => ({ account: idOf(1, n), amount }));
const post = (...amounts: number[]): PostCommand => ({ kind: 'post', id, reference: 'r', legs: legsOf(...amounts) });
const codeOf = (...order: Command[]) => checkOrder(order)?.refusal.code;
const many = (count: number) => Array.from({ length: count }, (_, n) => (n % 2 === 0 ? 1 : -1));

test('the largest order and the largest posting pass, and one more does not', () => {
  assert.equal(codeOf(...Array.from({ length: mostCommands }, () => post(-1, 1))), undefined);
  assert.equal(codeOf(...Array.from({ length: mostCommands + 1 }, () => post(-1, 1))), 'too_many');
  assert.equal(codeOf(post(...many(mostLegs))), undefined);
  assert.equal(codeOf(post(...many(mostLegs + 2))), 'too_many');
});

test('an order without a command and a posting without a leg are empty', () => {
  assert.equal(codeOf(), 'empty');
  assert.equal(codeOf(post()), 'empty');
  assert.equal(codeOf({ kind: 'reverse', id, reference: 'r', of: id, legs: [] }), 'empty');
});

test('whether a sum stays exact does not depend on the order of the legs', () => {
  assert.equal(codeOf(post(largest, -largest)), undefined);
  for (const amounts of [
    [largest, 1, -largest, -1],
    [largest, -largest, 1, -1],
    [-1, 1, -largest, largest],
  ]) {
    assert.equal(codeOf(post(...amounts)), 'amount_out_of_range');
  }
  // As doubles these legs would seem to sum to zero.
  assert.equal(codeOf(post(largest, 2, -largest, -1, -2)), 'amount_out_of_range');
});

test('no amount that is not a whole number within the safe range gets in, nor a hold or release of nothing', () => {
  for (const amount of [0.5, Number.NaN, Infinity, largest + 1, -largest - 1]) {
    assert.equal(codeOf(post(amount, -amount)), 'amount_out_of_range');
  }
  assert.equal(codeOf(post(0.5, 0.5, -1)), 'amount_out_of_range');
  for (const amount of [0, -0, -1, 0.5, Number.NaN, largest + 1]) {
    assert.equal(codeOf({ kind: 'hold', id, reference: 'r', account: idOf(1, 0), amount }), 'amount_out_of_range');
    assert.equal(codeOf({ kind: 'release', id, reference: 'r', hold: id, because: 'released', amount }), 'amount_out_of_range');
  }
  assert.equal(codeOf(post(-0, 0)), 'zero_leg');
});
