import { setTimeout as pause } from 'node:timers/promises';
import type { Attempt } from './attempt-call.ts';
import type { Breaker } from './breaker.ts';
import type { Outcome, Unknown, Why } from './outcome.ts';

export interface RepeatOptions {
  readonly breaker: Breaker;
  readonly attempts: number;
  readonly safeToRetry: boolean;
  /** Whether the call asks for something to happen, rather than for what has happened. */
  readonly orders: boolean;
  /** On the clock of `performance.now()`. */
  readonly endsAt: number;
  readonly attempt: (timeoutMs: number) => Promise<Attempt>;
  readonly onRepeat: (attempt: number, why: Why, errorCode: string | undefined) => void;
}

const firstPauseMs = 100;
const longestPauseMs = 2000;

/** What another try may mend, given that trying twice does no harm. What was not sent may always be tried again. */
const passing: ReadonlySet<Why> = new Set<Why>(['connection_lost', 'answer_cut', 'server_error', 'throttled', 'try_later']);

/** What a provider in good health answers too, and which says nothing against asking him. */
const healthy: ReadonlySet<Why> = new Set<Why>(['undecided', 'answer_unexpected']);

/** Tries until something is known, until trying again would be unsafe or useless, or until the time or the attempts are used up. */
export async function repeatCall(options: RepeatOptions): Promise<Outcome> {
  const { breaker, attempts, safeToRetry, orders, endsAt } = options;
  let last: Unknown = { kind: 'unknown', why: 'breaker_open', sent: false };
  for (let number = 1; number <= attempts; number += 1) {
    const permit = breaker.enter();
    if (permit === undefined) return { ...last, why: 'breaker_open' };
    let outcome: Outcome | undefined;
    let wait = 0;
    try {
      const { errorCode, retryAfterMs, ...result } = await options.attempt(Math.max(1, endsAt - performance.now()));
      outcome = result.outcome;
      if (outcome.kind === 'accepted') return outcome;
      if (outcome.kind === 'rejected') return orders && last.sent ? doubt(outcome.status) : outcome;
      last = { ...outcome, sent: outcome.sent || last.sent };
      wait = Math.max(retryAfterMs, Math.random() * Math.min(firstPauseMs * 2 ** number, longestPauseMs));
      const worthIt = !outcome.sent || (safeToRetry && passing.has(outcome.why));
      if (!worthIt || number === attempts || performance.now() + wait >= endsAt) return last;
      options.onRepeat(number, outcome.why, errorCode);
    } finally {
      if (outcome === undefined) permit.cancel();
      else permit.report(outcome.kind !== 'unknown' || healthy.has(outcome.why));
    }
    await pause(wait);
  }
  return last;
}

/** "Duplicate reference" after an attempt that may have got through is the echo of our own order, not a refusal of it. */
function doubt(status: number): Unknown {
  return { kind: 'unknown', why: 'refused_after_unknown', sent: true, status };
}
