export interface Pulse {
  /** Has the next step follow at once, or as soon as the one under way has ended. */
  wake(): void;
  /** No further step; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

const firstPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * Does a step again and again, one at a time. The step says after how many milliseconds it wants to be called next if nobody wakes it
 * before; after one that throws the pause grows.
 */
export function createPulse(step: (stopping: AbortSignal) => Promise<number>, onTrouble: (thrown: unknown) => void): Pulse {
  const stopping = new AbortController();
  let woken = false;
  let rouse: (() => void) | undefined;

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      woken = false;
      const pauseMs = await step(stopping.signal).then(
        (wish) => {
          failures = 0;
          return wish;
        },
        (thrown: unknown) => {
          onTrouble(thrown);
          woken = false;
          return Math.min(firstPauseMs * 2 ** failures++, longestPauseMs);
        },
      );
      if (pauseMs > 0) await pause(pauseMs);
    }
  }

  function pause(milliseconds: number): Promise<void> | undefined {
    if (woken || stopping.signal.aborted) return undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds).unref();
    rouse = () => {
      clearTimeout(timer);
      resolve();
    };
    return promise;
  }

  const running = run();
  return {
    wake() {
      woken = true;
      rouse?.();
    },
    stop() {
      stopping.abort();
      rouse?.();
      return running;
    },
  };
}
