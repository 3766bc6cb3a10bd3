import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usualPeriods } from './periods.ts';

test('usual periods are whole days, and last month ends with its last day', () => {
  assert.deepEqual(
    usualPeriods('2026-03-01').map(({ period: { from, to } }) => `${from} ${to}`),
    ['2026-03-01 2026-03-01', '2026-02-01 2026-02-28', '2025-12-02 2026-03-01', '2026-01-01 2026-03-01'],
  );
});
