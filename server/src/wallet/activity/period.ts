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

/** There was no money before, and the database counts no further. */
const span = { first: Temporal.Instant.from('1970-01-01T00:00:00Z'), last: Temporal.Instant.from('9999-12-31T00:00:00Z') };

/** The moment itself, or the edge of the time that we know of: what lies beyond it is the same for everybody's money. */
export function withinSpan(at: Temporal.Instant): Temporal.Instant {
  if (Temporal.Instant.compare(at, span.first) < 0) return span.first;
  return Temporal.Instant.compare(at, span.last) > 0 ? span.last : at;
}

/** The first moment that a `From` means. */
export function beginOf(text: Static<typeof From>): Temporal.Instant {
  return withinSpan(isDay(text) ? midnight(Temporal.PlainDate.from(text)) : Temporal.Instant.from(text));
}

/** The first moment after what a `To` means. */
export function endOf(text: Static<typeof To>): Temporal.Instant {
  return withinSpan(isDay(text) ? midnight(Temporal.PlainDate.from(text).add({ days: 1 })) : Temporal.Instant.from(text));
}

function isDay(text: string): boolean {
  return text.length === 10;
}

function midnight(day: Temporal.PlainDate): Temporal.Instant {
  return day.toZonedDateTime(businessZone).toInstant();
}
