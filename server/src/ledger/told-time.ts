/** The database's time as this process can tell it without asking: what it last heard, and how long ago that was. */
export interface ToldTime {
  hear(at: Temporal.Instant): void;
  /** Not later than the database's own clock. Nothing if it was last heard too long ago to be sure of that. */
  tell(): Temporal.Instant | undefined;
}

/** Two clocks drift apart. This one is behind by more than they can in the time for which it is believed. */
const believedMs = 10_000;
const behindMs = 1;

export function createToldTime(monotonicMs: () => number = () => performance.now()): ToldTime {
  let heard: Temporal.Instant | undefined;
  let heardAtMs = 0;

  return {
    hear(at) {
      heard = at;
      heardAtMs = monotonicMs();
    },
    tell() {
      const passedMs = monotonicMs() - heardAtMs;
      if (heard === undefined || passedMs > believedMs) return undefined;
      return heard.add({ microseconds: Math.max(0, Math.floor((passedMs - behindMs) * 1_000)) });
    },
  };
}
