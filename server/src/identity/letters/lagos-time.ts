const zone = 'Africa/Lagos';

/** When something happened: `Saturday 1 August 2026, 14:05 (Lagos time)`. */
export function lagosMoment(instant: string): string {
  return `${written(instant, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })}, ${clockTime(instant)} (Lagos time)`;
}

/** Until when something close at hand is good: `14:05 on Sunday 2 August (Lagos time)`. */
export function lagosDeadline(instant: string): string {
  return `${clockTime(instant)} on ${written(instant, { weekday: 'long', day: 'numeric', month: 'long' })} (Lagos time)`;
}

function clockTime(instant: string): string {
  return written(instant, { hour: '2-digit', minute: '2-digit', hour12: false });
}

function written(instant: string, parts: Intl.DateTimeFormatOptions): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toLocaleString('en-GB', parts).replace(',', '');
}
