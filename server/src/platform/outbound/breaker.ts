export type BreakerState = 'closed' | 'half_open' | 'open';

export interface BreakerOptions {
  /** How many of the latest calls are looked at. */
  readonly window: number;
  /** Below so many calls nothing is concluded. */
  readonly leastCalls: number;
  /** The share of failures, from 0 to 1, at which it opens. */
  readonly failureShare: number;
  /** How long it stays open before one probe may pass; each failed probe doubles it, up to the longest. */
  readonly openMs: number;
  readonly longestOpenMs: number;
}

/** One call's leave to go out. It reports exactly once; calls from before the last change of state no longer count. */
export interface Permit {
  report(success: boolean): void;
  /** The call never went out: whoever held the only probe gives it back. */
  cancel(): void;
}

export interface Breaker {
  readonly state: BreakerState;
  /** Whether `enter` would let somebody in now. */
  readonly admits: boolean;
  enter(): Permit | undefined;
}

export const defaultBreaker: BreakerOptions = {
  window: 20,
  leastCalls: 5,
  failureShare: 0.5,
  openMs: 5000,
  longestOpenMs: 60_000,
};

/** Stops asking somebody who does not answer, and finds out with a single question at a time when he does again. */
export function createBreaker(
  options: BreakerOptions,
  onChange: (state: BreakerState) => void,
  now = () => performance.now(),
): Breaker {
  let state: BreakerState = 'closed';
  let generation = 0;
  let recent: boolean[] = [];
  let openMs = options.openMs;
  let openedAt = 0;

  const become = (next: BreakerState) => {
    state = next;
    generation += 1;
    recent = [];
    if (next === 'open') openedAt = now();
    onChange(next);
  };

  const admits = () => state === 'closed' || (state === 'open' && now() - openedAt >= openMs);

  const conclude = (success: boolean) => {
    if (state === 'half_open') {
      openMs = success ? options.openMs : Math.min(openMs * 2, options.longestOpenMs);
      become(success ? 'closed' : 'open');
      return;
    }
    recent = [...recent, success].slice(-options.window);
    const failures = recent.filter((one) => !one).length;
    if (recent.length >= options.leastCalls && failures / recent.length >= options.failureShare) become('open');
  };

  return {
    get state() {
      return state;
    },
    get admits() {
      return admits();
    },
    enter() {
      if (!admits()) return undefined;
      if (state === 'open') become('half_open');
      const mine = generation;
      const current = () => mine === generation;
      return {
        report: (success) => void (current() && conclude(success)),
        cancel: () => void (current() && state === 'half_open' && become('open')),
      };
    },
  };
}
