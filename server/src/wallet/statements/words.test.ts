import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginOf, endOf } from '../activity/period.ts';
import { figure, grouped, momentOf, periodOf, withSymbol } from './words.ts';

test('a period is called by its days, the last one included, or by its moments', () => {
  assert.equal(periodOf(beginOf('2026-01-01'), endOf('2026-01-31')), '1 Jan 2026 – 31 Jan 2026');
  assert.equal(periodOf(beginOf('2026-01-31'), endOf('2026-01-31')), '31 Jan 2026');
  assert.equal(periodOf(beginOf('2026-01-31T12:00:00Z'), endOf('2026-01-31T23:00:00Z')), '31 Jan 2026, 13:00 WAT – 31 Jan 2026');
});

test('times are those of Lagos, and money and numbers are written as people read them', () => {
  assert.equal(momentOf(Temporal.Instant.from('2026-12-31T23:30:00Z')), '1 Jan 2027, 00:30 WAT');
  assert.equal(withSymbol(125_050, 'NGN'), '₦1,250.50');
  assert.equal(figure(9_007_199_254_740_991, 'NGN'), '90,071,992,547,409.91');
  assert.equal(grouped('2041556781234'), '2041 5567 8123 4');
});
