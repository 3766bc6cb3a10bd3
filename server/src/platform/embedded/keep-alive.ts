export interface KeepAlive {
  stop(): Promise<void>;
}

export interface KeepAliveOptions {
  isAlive(): boolean;
  /** Starts it again; answers when it is there. */
  revive(): Promise<void>;
  readonly onRevived: (sentence: string) => void;
  readonly lookMilliseconds?: number;
}

/** More deaths than this in ten minutes have a cause that starting again does not cure. */
const mostDeaths = 5;
const memoryMilliseconds = 600_000;

/** PostgreSQL that was killed, by a system out of memory for example, comes back by itself; callers meanwhile see it unavailable. */
export function keepAlive({ isAlive, revive, onRevived, lookMilliseconds = 1_000 }: KeepAliveOptions): KeepAlive {
  let deaths: number[] = [];
  let reviving: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    if (isAlive()) return;
    const now = performance.now();
    deaths = [...deaths.filter((death) => now - death < memoryMilliseconds), now];
    if (deaths.length > mostDeaths) {
      clearInterval(looking);
      onRevived('PostgreSQL keeps ending by itself and is not started again; its log says why.');
      return;
    }
    try {
      await revive();
      onRevived('PostgreSQL had ended by itself and was started again.');
    } catch (error) {
      onRevived(`PostgreSQL had ended by itself and does not start: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const looking = setInterval(() => {
    reviving ??= look().finally(() => {
      reviving = undefined;
    });
  }, lookMilliseconds);
  looking.unref();
  return {
    async stop() {
      clearInterval(looking);
      await reviving;
    },
  };
}
