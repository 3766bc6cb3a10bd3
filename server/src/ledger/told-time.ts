/** What the database said the time was, between the question and its answer; those by the monotonic clock of this process. */
export interface HeardTime {
  readonly at: Temporal.Instant;
  readonly askedMs: number;
  readonly tookMs: number;
}

/** The database's time as this process can tell it without asking. */
export interface ToldTime {
  hear(heard: HeardTime): void;
  /** It may have been wrong: the next time that is heard is believed, whatever it is. */
  doubt(): void;
  /**
   * Not earlier than the database's own clock, nor than what was told before: what happens now is later than everything that anybody has
   * heard of. Nothing if the time was not heard lately, or not well.
   */
  tell(): Temporal.Instant | undefined;
}

/** Two clocks drift apart. This one is ahead by more than they can in the time for which it is believed. */
const believedMs = 10_000;
const aheadMs = 0.2;

/** When the answer took longer, it may be that much too late. */
const mostTookMs = 20;

export function createToldTime(monotonicMs: () => number = () => performance.now()): ToldTime {
  let heard: HeardTime | undefined;
  let latest: Temporal.Instant | undefined;

  /** As if the database had looked at its clock when the question was put: at the latest it is so much then. */
  function latestNow({ at, askedMs }: HeardTime, nowMs: number): Temporal.Instant {
    return at.add({ microseconds: Math.ceil((nowMs - askedMs + aheadMs) * 1_000) });
  }

  const isBelieved = ({ askedMs }: HeardTime, nowMs: number) => nowMs - askedMs <= believedMs;

  return {
    hear(next) {
      if (next.tookMs > mostTookMs) return;
      const nowMs = monotonicMs();
      const isBetter =
        heard === undefined ||
        !isBelieved(heard, nowMs) ||
        Temporal.Instant.compare(latestNow(next, nowMs), latestNow(heard, nowMs)) < 0;
      if (isBetter) heard = next;
    },
    doubt() {
      heard = undefined;
      latest = undefined;
    },
    tell() {
      const nowMs = monotonicMs();
      if (heard === undefined || !isBelieved(heard, nowMs)) return undefined;
      const now = latestNow(heard, nowMs);
      if (latest === undefined || Temporal.Instant.compare(latest, now) < 0) latest = now;
      return latest;
    },
  };
}
