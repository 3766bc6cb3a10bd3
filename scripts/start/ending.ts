export interface Ending {
  /** Settles when somebody wants everything to stop: a signal, or the death of whoever started us. */
  readonly wanted: Promise<void>;
  readonly signal: AbortSignal;
  isWanted(): boolean;
  /** The work's own outcome, or `Stopped` as soon as the end is wanted. */
  unlessWanted<T>(work: Promise<T>): Promise<T>;
  /** Called when a person presses Ctrl-C again because it takes too long. */
  onHurry(hurry: () => void): void;
}

/** Not a failure: somebody pressed Ctrl-C before we were done. */
export class Stopped extends Error {
  override name = 'Stopped';
}

/** One key press can arrive several times: from the terminal, from npm and from the script that started us. */
const samePressMilliseconds = 500;

export function watchForEnding(): Ending {
  const controller = new AbortController();
  const { signal } = controller;
  const parent = process.ppid;
  const hurries: (() => void)[] = [];
  let firstPress = 0;
  const end = () => {
    if (!signal.aborted) {
      firstPress = performance.now();
      controller.abort();
    } else if (performance.now() - firstPress > samePressMilliseconds) {
      for (const hurry of hurries) hurry();
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, end);
  const watching = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watching);
    end();
  }, 300);
  watching.unref();
  const wanted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const stopped = wanted.then(() => {
    throw new Stopped('Somebody wanted it to stop.');
  });
  stopped.catch(() => {});
  return {
    wanted,
    signal,
    isWanted: () => signal.aborted,
    unlessWanted: (work) => Promise.race([work, stopped]),
    onHurry: (hurry) => hurries.push(hurry),
  };
}
