import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Transaction } from '@akawo/sdk';
import { dayBefore, dayInWords, dayOf, groupByDay, momentInWords, timeInWords } from './days.ts';

const at = (created_at: string) => ({ created_at }) as Transaction;

test('a day begins at midnight in Lagos, an hour before that of the world clock', () => {
  const days = groupByDay([at('2026-01-31T23:00:00Z'), at('2026-01-31T22:59:59Z'), at('2026-01-31T08:00:00Z')]);
  assert.deepEqual(
    days.map(({ date, transactions }) => [date, transactions.length]),
    [
      ['2026-02-01', 1],
      ['2026-01-31', 2],
    ],
  );
});

test('days have the names that people give them', () => {
  const now = new Date('2026-03-01T10:00:00Z');
  const named = ['2026-03-01', '2026-02-28', '2026-02-27', '2025-12-31'].map((date) => dayInWords(date, now));
  assert.deepEqual(named, ['Today', 'Yesterday', 'Friday, 27 February', '31 December 2025']);
  assert.equal(dayOf(new Date('2026-02-28T23:30:00Z')), '2026-03-01');
  assert.equal(dayBefore('2026-03-01', 30), '2026-01-30');
});

test('times are those of Lagos', () => {
  assert.match(timeInWords('2026-01-31T11:05:00Z'), /^12:05\spm$/i);
  assert.match(momentInWords('2026-01-31T23:05:09Z'), /^1 Feb 2026, 12:05:09\sam$/i);
});
