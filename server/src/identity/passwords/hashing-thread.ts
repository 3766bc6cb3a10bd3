import { Worker } from 'node:worker_threads';

export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
  readonly outputLen: number;
}

/** One text to be hashed at a cost, or compared with a hash. */
export type HashJob = { readonly text: string } & ({ readonly cost: HashCost } | { readonly hash: string });

export type HashDone = { readonly hash: string } | { readonly isRight: boolean } | { readonly failure: string };

export interface HashingThread {
  /** One at a time. */
  carryOut(job: HashJob): Promise<HashDone>;
  /** What it was doing is given up. */
  stop(): Promise<void>;
}

/**
 * A thread that does nothing but hash, and stands back for everything else on the machine. It is started when it is first needed, and again
 * when it has died; idle, it does not keep the process alive.
 */
export function createHashingThread(): HashingThread {
  let worker: Worker | undefined;

  function started(): Worker {
    if (worker !== undefined) return worker;
    const fresh = new Worker(new URL('./hash-thread.ts', import.meta.url), { stdin: false, env: {}, execArgv: [] });
    fresh.once('exit', () => {
      if (worker === fresh) worker = undefined;
    });
    worker = fresh;
    return fresh;
  }

  return {
    carryOut(job) {
      const thread = started();
      return new Promise<HashDone>((resolve, reject) => {
        const settle = () => {
          thread.off('message', answer).off('error', fail).off('exit', die);
          thread.unref();
        };
        const answer = (done: HashDone) => (settle(), resolve(done));
        const fail = (thrown: unknown) => (settle(), reject(thrown instanceof Error ? thrown : new Error(String(thrown))));
        const die = () => fail(new Error('the thread that hashes has ended'));
        thread.ref();
        thread.once('message', answer).once('error', fail).once('exit', die);
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have none
        thread.postMessage(job);
      });
    },
    async stop() {
      await worker?.terminate();
    },
  };
}
