import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCalendar } from './calendar.ts';

const instant = (text: string) => Temporal.Instant.from(text);

test('a day in Lagos begins an hour before the day in UTC', () => {
  const { dayOf } = createCalendar();
  assert.equal(dayOf('Africa/Lagos', instant('2026-11-20T22:59:59.999Z')), '2026-11-20');
  assert.equal(dayOf('Africa/Lagos', instant('2026-11-20T23:00:00Z')), '2026-11-21');
  assert.equal(dayOf('UTC', instant('2026-11-20T23:00:00Z')), '2026-11-20');
  assert.equal(dayOf('Africa/Lagos', instant('2026-11-20T22:59:59.999Z')), '2026-11-20');
});

test('a remembered day is the day that a fresh look gives, also where clocks are changed', () => {
  const { dayOf } = createCalendar();
  const zone = fc.constantFrom('Africa/Lagos', 'Europe/London', 'America/New_York', 'Asia/Kathmandu');
  const hours = fc.integer({ min: 0, max: 24 * 365 });
  fc.assert(
    fc.property(zone, hours, fc.constantFrom(-1, 0, 1), (name, hour, seconds) => {
      const at = instant('2026-01-01T00:00:00Z').add({ seconds: hour * 3_600 + seconds });
      assert.equal(dayOf(name, at), at.toZonedDateTimeISO(name).toPlainDate().toString());
    }),
    { numRuns: 2_000 },
  );
});
