import type { Claim, Verdict } from './limiter.ts';

/** How one claim stands at the moment of asking. Times are in milliseconds from now. */
export interface Standing {
  /** Accepted requests within the window, the one being asked about included when it may pass. */
  readonly counted: number;
  /** Until the oldest of them leaves the window. */
  readonly oldestLeavesMs: number;
  /** Until one more may pass; zero when one may now. */
  readonly waitMs: number;
}

/** A request passes all its limits or none: it is told the longest wait, or else the least that is left. */
export function verdictOf(claims: readonly Claim[], standings: readonly Standing[]): Verdict {
  let found: Verdict | undefined;
  for (const [index, { rule }] of claims.entries()) {
    const standing = standings[index];
    if (standing === undefined) throw new Error('a claim was not answered');
    const { counted, oldestLeavesMs, waitMs } = standing;
    const verdict = {
      allowed: waitMs <= 0,
      rule,
      remaining: Math.max(0, rule.max - counted),
      resetMs: Math.ceil(oldestLeavesMs),
      retryAfterMs: Math.ceil(Math.max(0, waitMs)),
    };
    if (found === undefined || isTighter(verdict, found)) found = verdict;
  }
  if (found === undefined) throw new Error('a limiter was asked about nothing');
  return found;
}

function isTighter(one: Verdict, other: Verdict): boolean {
  return one.retryAfterMs === other.retryAfterMs ? one.remaining < other.remaining : one.retryAfterMs > other.retryAfterMs;
}

/** The same count twice in one request would be weighed once and taken twice. */
export function assertDistinct(claims: readonly Claim[]): void {
  for (const [index, claim] of claims.entries()) {
    for (const later of claims.slice(index + 1)) {
      if (later.rule.name === claim.rule.name && later.subject === claim.subject)
        throw new Error(`the limit ${claim.rule.name} was claimed twice for one subject`);
    }
  }
}
