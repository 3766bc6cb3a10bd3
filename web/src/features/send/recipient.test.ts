import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRecipient, showRecipient } from './recipient.ts';

const only = (typed: string) => {
  const readings = readRecipient(typed);
  assert.equal(readings.length, 1, typed);
  return readings[0];
};

test('a Nigerian phone number is understood however it is written, and travels in one spelling', () => {
  for (const typed of [
    '08031234567',
    '0803 123 4567',
    '8031234567',
    '+2348031234567',
    '+234 (0) 803-123-4567',
    '+23408031234567',
    '\u202a0803\u00a0123\u20114567\u202c',
    '０８０３１２３４５６７',
  ]) {
    assert.deepEqual(only(typed), { kind: 'phone_number', value: '+2348031234567' }, typed);
  }
});

test('a number of another country needs its plus', () => {
  assert.deepEqual(only('+233 24 123 4567'), { kind: 'phone_number', value: '+233241234567' });
  assert.deepEqual(readRecipient('233241234567'), []);
});

test('an email address travels in lower case', () => {
  assert.deepEqual(only(' Ada@Example.com '), { kind: 'email', value: 'ada@example.com' });
});

test('a wallet number may be written in groups, and is shown in groups', () => {
  const read = only('4821 907 355 116');
  assert.deepEqual(read, { kind: 'wallet_number', value: '4821907355116' });
  assert.equal(read && showRecipient(read), '4821 907 355 116');
});

test('thirteen digits that are also a phone number are not guessed at', () => {
  const readings = readRecipient('2348031234567');
  assert.deepEqual(
    readings.map(({ kind }) => kind),
    ['wallet_number', 'phone_number'],
  );
  assert.deepEqual(readings.map(showRecipient), ['2348 031 234 567', '0803 123 4567']);
});

test('what could mean nobody is read as nobody', () => {
  for (const typed of [
    '',
    'Ada',
    '0803123456',
    '080312345678',
    '012345678901',
    '123456789012',
    '12345678901234',
    'ada@',
    '@',
    '++234',
  ]) {
    assert.deepEqual(readRecipient(typed), [], typed);
  }
});
