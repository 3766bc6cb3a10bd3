import { type Static, Type } from 'typebox';
import { Timestamp } from '#platform/http';

/** Where the days of people's money begin and end. */
export const businessZone = 'Africa/Lagos';

const Bound = Type.Union([Type.String({ format: 'date', maxLength: 10 }), Timestamp]);

/** How a caller says from when to when: whole days of Lagos, or moments. */
export const From = {
  ...Bound,
  description: 'A day in Lagos such as 2026-01-31, from its beginning, or a moment such as 2026-01-31T12:00:00Z.',
};
export const To = {
  ...Bound,
  description: 'A day in Lagos, to its end, or the first moment that does not belong to it any more.',
};

/** The first moment that a `From` means. */
export function beginOf(text: Static<typeof From>): Temporal.Instant {
  return isDay(text) ? midnight(Temporal.PlainDate.from(text)) : Temporal.Instant.from(text);
}

/** The first moment after what a `To` means. */
export function endOf(text: Static<typeof To>): Temporal.Instant {
  return isDay(text) ? midnight(Temporal.PlainDate.from(text).add({ days: 1 })) : Temporal.Instant.from(text);
}

function isDay(text: string): boolean {
  return text.length === 10;
}

function midnight(day: Temporal.PlainDate): Temporal.Instant {
  return day.toZonedDateTime(businessZone).toInstant();
}
