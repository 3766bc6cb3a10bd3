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
  /** Whether what is told may be so far ahead that a single order had better ask the database for the true time; now and then, not always. */
  isVague(): boolean;
}

/** Two clocks drift apart. This one is ahead by more than they can in the time for which it is believed. */
const believedMs = 10_000;
const aheadMs = 0.1;

/** When the answer took longer, the time may be that much ahead. */
const mostTookMs = 20;
const closeMs = 0.8;
const askAgainMs = 1_000;

export function createToldTime(monotonicMs: () => number = () => performance.now()): ToldTime {
  let heard: HeardTime | undefined;
  let lastHeardMs = -Infinity;
  let latest: Temporal.Instant | undefined;

  /** As if the database had looked at its clock when the question was put: at the latest it is so much then. */
  function latestNow({ at, askedMs }: HeardTime, nowMs: number): Temporal.Instant {
    return at.add({ microseconds: Math.ceil((nowMs - askedMs + aheadMs) * 1_000) });
  }

  const isBelieved = ({ askedMs }: HeardTime, nowMs: number) => nowMs - askedMs <= believedMs;

  return {
    hear(next) {
      const nowMs = monotonicMs();
      lastHeardMs = nowMs;
      if (next.tookMs > mostTookMs) return;
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
    isVague: () => heard !== undefined && heard.tookMs > closeMs && monotonicMs() - lastHeardMs > askAgainMs,
    tell() {
      const nowMs = monotonicMs();
      if (heard === undefined || !isBelieved(heard, nowMs)) return undefined;
      const now = latestNow(heard, nowMs);
      if (latest === undefined || Temporal.Instant.compare(latest, now) < 0) latest = now;
      return latest;
    },
  };
}
