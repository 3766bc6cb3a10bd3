import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { hashingBusy } from '../problems.ts';

export interface HashingLanesOptions {
  readonly parallel: number;
  readonly waiting: number;
  readonly registry: Registry;
}

/** Runs the work in a lane, after those who came before; refuses when too many are waiting already. */
export type InLane = <T>(work: () => Promise<T>) => Promise<T>;

const retryAfterSeconds = 2;

/**
 * Hashing is made to be slow, so a crowd at the door would take every processor from the payments. It gets so many and no more: the wait is
 * bounded, because the queue is and because no hash can hang.
 */
export function createHashingLanes({ parallel, waiting, registry }: HashingLanesOptions): InLane {
  const queue: (() => void)[] = [];
  let running = 0;
  const metrics = watchHashing(registry, () => queue.length);

  /** A lane that is left is handed to the next in the queue and not put back, so nobody can slip in between. */
  function leave(): void {
    const next = queue.shift();
    if (next === undefined) running--;
    else next();
  }

  return async (work) => {
    if (running < parallel) running++;
    else if (queue.length < waiting) await new Promise<void>((admit) => queue.push(admit));
    else {
      metrics.refusals.inc();
      throw hashingBusy({ retryAfterSeconds });
    }
    const done = metrics.seconds.startTimer();
    try {
      return await work();
    } finally {
      done();
      leave();
    }
  };
}

function watchHashing(registry: Registry, waiting: () => number) {
  const registers = [registry];
  const queued: Gauge = new Gauge({
    name: 'akawo_hashing_waiting_requests',
    help: 'Log-ins and PINs that wait for their turn to be hashed.',
    registers,
    collect: () => queued.set(waiting()),
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
