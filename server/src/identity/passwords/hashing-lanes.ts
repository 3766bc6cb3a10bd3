import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { hashingBusy } from '../problems.ts';

export interface HashingLanesOptions {
  readonly parallel: number;
  readonly waiting: number;
  readonly registry: Registry;
}

/** Runs the work in a lane, which it is told the number of, after those who came before; refuses when too many are waiting already. */
export type InLane = <T>(work: (lane: number) => Promise<T>) => Promise<T>;

const retryAfterSeconds = 2;

/**
 * Hashing is made to be slow, so a crowd at the door would take every processor from the payments. It gets so many and no more: the wait is
 * bounded, because the queue is and because no hash can hang.
 */
export function createHashingLanes({ parallel, waiting, registry }: HashingLanesOptions): InLane {
  const queue: ((lane: number) => void)[] = [];
  const free = Array.from({ length: parallel }, (_, lane) => lane);
  const metrics = watchHashing(registry, { running: () => parallel - free.length, waiting: () => queue.length });

  /** A lane that is left is handed to the next in the queue and not put back, so nobody can slip in between. */
  function leave(lane: number): void {
    const next = queue.shift();
    if (next === undefined) free.push(lane);
    else next(lane);
  }

  async function enter(): Promise<number> {
    const lane = free.pop();
    if (lane !== undefined) return lane;
    if (queue.length < waiting) return new Promise<number>((admit) => queue.push(admit));
    metrics.refusals.inc();
    throw hashingBusy({ retryAfterSeconds });
  }

  return async (work) => {
    const lane = await enter();
    const done = metrics.seconds.startTimer();
    try {
      return await work(lane);
    } finally {
      done();
      leave(lane);
    }
  };
}

function watchHashing(registry: Registry, now: { readonly running: () => number; readonly waiting: () => number }) {
  const registers = [registry];
  const queued: Gauge = new Gauge({
    name: 'akawo_hashing_waiting_requests',
    help: 'Log-ins and PINs that wait for their turn to be hashed.',
    registers,
    collect: () => queued.set(now.waiting()),
  });
  const busy: Gauge = new Gauge({
    name: 'akawo_hashing_running_hashes',
    help: 'How many log-ins and PINs are being hashed.',
    registers,
    collect: () => busy.set(now.running()),
  });
  return {
    refusals: new Counter({
      name: 'akawo_hashing_refusals_total',
      help: 'Log-ins and PINs refused because too many were waiting to be hashed.',
      registers,
    }),
    seconds: new Histogram({
      name: 'akawo_hashing_seconds',
      help: 'How long one hash takes, without the wait before it.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
      registers,
    }),
  };
}
