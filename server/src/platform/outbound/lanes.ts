/** Gives the lane back; a second call does nothing. */
export type Leave = () => void;

export interface Lanes {
  /** A lane, or why there is none. Whoever gets one must leave it. */
  enter(timeoutMs: number): Promise<Leave | 'queue_full' | 'queue_timeout' | 'stopped'>;
  readonly inFlight: number;
  readonly waiting: number;
  /** Lets nobody in any more, sends the waiting away and resolves when the last lane is empty. */
  stop(): Promise<void>;
}

type Admit = (answer: 'lane' | 'queue_timeout' | 'stopped') => void;

/** So many at once, so many waiting, the others go away: one hanging provider holds a bounded piece of us. */
export function createLanes({ atOnce, waiting: mostWaiting }: { readonly atOnce: number; readonly waiting: number }): Lanes {
  const queue = new Set<Admit>();
  const empty = Promise.withResolvers<void>();
  let inFlight = 0;
  let stopping = false;

  const takeLane = (): Leave => {
    inFlight += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      inFlight -= 1;
      const [next] = queue;
      if (next !== undefined) next('lane');
      else if (stopping && inFlight === 0) empty.resolve();
    };
  };

  return {
    async enter(timeoutMs) {
      if (stopping) return 'stopped';
      if (inFlight < atOnce) return takeLane();
      if (queue.size >= mostWaiting) return 'queue_full';
      return new Promise((resolve) => {
        const admit: Admit = (answer) => {
          clearTimeout(timer);
          queue.delete(admit);
          resolve(answer === 'lane' ? takeLane() : answer);
        };
        const timer = setTimeout(() => admit('queue_timeout'), timeoutMs);
        queue.add(admit);
      });
    },
    get inFlight() {
      return inFlight;
    },
    get waiting() {
      return queue.size;
    },
    async stop() {
      stopping = true;
      for (const admit of queue) admit('stopped');
      if (inFlight === 0) empty.resolve();
      await empty.promise;
    },
  };
}
