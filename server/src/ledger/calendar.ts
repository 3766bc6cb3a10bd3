/** Dates and stamps for a batch: each is worked out once and then recognised, because a batch knows few zones and few instants. */
export interface Calendar {
  /** `2026-11-20`: the date on a clock in that zone. */
  dayOf(zone: string, at: Temporal.Instant): string;
  /** As rows carry it: RFC 3339, UTC. */
  stampOf(at: Temporal.Instant): string;
}

interface Day {
  readonly date: string;
  readonly startsMs: number;
  readonly endsMs: number;
}

export function createCalendar(): Calendar {
  const days = new Map<string, Day>();
  let latest: Temporal.Instant | undefined;
  let latestMs = Number.NaN;
  let stamp = '';

  function remember(at: Temporal.Instant): void {
    if (at === latest) return;
    latest = at;
    latestMs = at.epochMilliseconds;
    stamp = at.toString();
  }

  return {
    dayOf(zone, at) {
      remember(at);
      const known = days.get(zone);
      if (known !== undefined && latestMs >= known.startsMs && latestMs < known.endsMs) return known.date;
      const day = dayAround(zone, at);
      days.set(zone, day);
      return day.date;
    },
    stampOf(at) {
      remember(at);
      return stamp;
    },
  };
}

function dayAround(zone: string, at: Temporal.Instant): Day {
  const start = at.toZonedDateTimeISO(zone).startOfDay();
  return {
    date: start.toPlainDate().toString(),
    startsMs: start.epochMilliseconds,
    endsMs: start.add({ days: 1 }).startOfDay().epochMilliseconds,
  };
}
