import { createHmac, randomBytes } from 'node:crypto';
import { parseOptions } from '@node-rs/argon2';
import { type Registry } from 'prom-client';
import { type Secret } from '#platform/secret';
import { createHashingLanes } from './hashing-lanes.ts';
import { createHashingThread, type HashJob } from './hashing-thread.ts';

export interface HasherOptions {
  /** Without it a stolen database cannot even be guessed at; it never enters the database. */
  readonly pepper: Secret;
  readonly memoryKib: number;
  readonly passes: number;
  /** How many hashes are computed at once; each takes a processor and `memoryKib`. */
  readonly parallel: number;
  /** How many more may wait. Whoever comes then is refused at once instead of being answered late. */
  readonly waiting: number;
  readonly registry: Registry;
}

export interface Hasher {
  hash(text: string): Promise<string>;
  /** Whether the text is the one. Nothing to compare with costs as much as something, so that time does not tell who exists. */
  verify(text: string, hash: string | undefined): Promise<boolean>;
  /** Whether the hash was made with less work than is asked for now. */
  isOutdated(hash: string): boolean;
  /** For another kind of secret, on the same lanes: all hashing together is bounded. */
  withPepper(pepper: Secret): Hasher;
  /** Ends the threads of all that share the lanes. */
  stop(): Promise<void>;
}

/** For what people remember, on threads of its own. argon2id over a keyed digest of the text, whose equal spellings in Unicode (NFKC) are one text. */
export function createHasher({ pepper, memoryKib, passes, parallel, waiting, registry }: HasherOptions): Hasher {
  const inLane = createHashingLanes({ parallel, waiting, registry });
  const threads = Array.from({ length: parallel }, createHashingThread);
  const cost = { memoryCost: memoryKib, timeCost: passes, parallelism: 1, outputLen: 32 };
  const nobodys = hashOfNobody(cost);

  async function carryOut(job: HashJob) {
    const done = await inLane(async (lane) => threads[lane]?.carryOut(job));
    if (done === undefined || 'failure' in done) throw new Error(`a text could not be hashed: ${done?.failure}`);
    return done;
  }

  function peppered(key: Secret): Hasher {
    // As text, because the library verifies nothing that is not UTF-8.
    const keyed = (text: string) => createHmac('sha256', key.reveal()).update(text.normalize('NFKC')).digest('base64');
    return {
      async hash(text) {
        const done = await carryOut({ text: keyed(text), cost });
        if ('hash' in done) return done.hash;
        throw new Error('a comparison came back where a hash was asked for');
      },
      async verify(text, hash) {
        const done = await carryOut({ text: keyed(text), hash: hash ?? nobodys });
        return 'isRight' in done && done.isRight && hash !== undefined;
      },
      isOutdated(hash) {
        const { memoryCost, timeCost } = parseOptions(hash);
        return memoryCost < memoryKib || timeCost < passes;
      },
      withPepper: peppered,
      async stop() {
        await Promise.all(threads.map((thread) => thread.stop()));
      },
    };
  }

  return peppered(pepper);
}

/** The hash of nothing that anybody could type, at today's cost. */
function hashOfNobody({ memoryCost, timeCost, outputLen }: { memoryCost: number; timeCost: number; outputLen: number }): string {
  const part = (bytes: number) => randomBytes(bytes).toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=1$${part(16)}$${part(outputLen)}`;
}
