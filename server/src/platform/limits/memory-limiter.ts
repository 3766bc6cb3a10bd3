import type { Claim, Limiter, LimitRule, Verdict } from './limiter.ts';
import { createRecent, type Recent } from './recent.ts';
import { SlidingLog } from './sliding-log.ts';
import { assertDistinct, type Standing, verdictOf } from './verdict.ts';

export interface MemoryLimiterOptions {
  /** How many subjects of one rule are remembered at once; beyond that those idle longest are forgotten. */
  readonly mostSubjects?: number;
  /** Milliseconds that only ever grow; tests bring their own. */
  readonly now?: () => number;
}

export interface MemoryLimiter extends Limiter {
  take(claims: readonly Claim[]): Verdict;
  /** What `take` would say, with nothing taken. */
  look(claims: readonly Claim[]): Verdict;
  /** Counts what somebody else has allowed, at the moment it was asked for. */
  note(claims: readonly Claim[], at: number): void;
  now(): number;
}

/** Exact within one process, and gone with it. */
export function createMemoryLimiter(options: MemoryLimiterOptions = {}): MemoryLimiter {
  const { mostSubjects = 100_000, now = () => performance.now() } = options;
  const rules = new Map<string, Recent<SlidingLog>>();

  function logsOf(rule: LimitRule): Recent<SlidingLog> {
    let logs = rules.get(rule.name);
    if (logs === undefined) rules.set(rule.name, (logs = createRecent(mostSubjects, rule.windowMs)));
    return logs;
  }

  function standingOf({ rule, subject }: Claim, at: number): Standing {
    const log = logsOf(rule).get(subject, at);
    log?.forget(at - rule.windowMs);
    const counted = log?.count ?? 0;
    const oldestLeavesMs = (log?.oldest ?? at) + rule.windowMs - at;
    return counted < rule.max
      ? { counted: counted + 1, oldestLeavesMs, waitMs: 0 }
      : { counted, oldestLeavesMs, waitMs: oldestLeavesMs };
  }

  function lookAt(claims: readonly Claim[], at: number): Verdict {
    assertDistinct(claims);
    return verdictOf(
      claims,
      claims.map((claim) => standingOf(claim, at)),
    );
  }

  function note(claims: readonly Claim[], at: number): void {
    for (const { rule, subject } of claims) {
      const logs = logsOf(rule);
      let log = logs.get(subject, at);
      if (log === undefined) logs.set(subject, (log = new SlidingLog(rule.max)));
      log.add(at);
    }
  }

  return {
    now,
    note,
    look: (claims) => lookAt(claims, now()),
    take(claims) {
      const at = now();
      const verdict = lookAt(claims, at);
      if (verdict.allowed) note(claims, at);
      return verdict;
    },
  };
}
