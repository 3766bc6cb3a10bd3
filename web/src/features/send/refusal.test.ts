import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalInWords } from './refusal.ts';

const words = (refusal: object) => refusalInWords({ code: '', title: 'The title of the server.', ...refusal });

test('too little money is said with what there is and what it takes', () => {
  const { detail, field } = words({ code: 'insufficient_funds', available: 120_000, needed: 501_075, currency: 'NGN' });
  assert.equal(detail, 'You can spend ₦1,200.00. This payment needs ₦5,010.75, with its charges.');
  assert.equal(field, 'amount');
});

test('a limit is said with what is left of it and what lifts it', () => {
  const limit = { code: 'limit_exceeded', limit: 'per_day', amount: 5_000_000, left: 1_000_000, currency: 'NGN', tier: 0 };
  const { detail, remedy } = words({ ...limit, lifted_by_tier: 2 });
  assert.match(detail ?? '', /^Today you can send ₦10,000\.00 more, charges included\. The limit for a day is ₦50,000\.00;/);
  assert.equal(remedy, 'Verify who you are, up to level 2, and it goes through.');
  assert.equal(words({ ...limit, lifted_by_tier: null }).remedy, 'No level allows this in one day: send the rest tomorrow.');
  const forOne = { ...limit, limit: 'per_transaction' };
  assert.equal(words({ ...forOne, lifted_by_tier: 1 }).detail, 'One payment can be at most ₦50,000.00.');
  assert.equal(words({ ...forOne, lifted_by_tier: null }).remedy, 'No level allows this in one payment: send less.');
});

test('numbers that are missing leave out their sentence, not a hole in it', () => {
  assert.equal(words({ code: 'insufficient_funds' }).detail, undefined);
});

test('a refusal that is new to the app keeps the words of the server', () => {
  assert.deepEqual(words({ code: 'something_new', detail: 'And why.' }), {
    title: 'The title of the server.',
    detail: 'And why.',
  });
});
