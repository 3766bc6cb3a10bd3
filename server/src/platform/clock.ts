/**
 * The time as the program sees it. Stamps and leases that money depends on come from the database (`now()`, `clock_timestamp()`);
 * this clock serves everything else, and rehearsals move it to reach "in thirty days" without waiting.
 */
export const clock = {
  now(): Temporal.Instant {
    return Temporal.Now.instant().add(offset);
  },

  /** Forward with a positive duration, back with a negative one; moves add up. Only the sandbox and tests call it. */
  move(by: Temporal.Duration | Temporal.DurationLike): void {
    offset = offset.add(by);
  },

  reset(): void {
    offset = new Temporal.Duration();
  },
};

let offset = new Temporal.Duration();
