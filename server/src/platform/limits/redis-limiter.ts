import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import type { Secret } from '../secret.ts';
import type { Claim, Limiter, Verdict } from './limiter.ts';
import { digestOf } from './digest.ts';
import { assertDistinct, type Standing, verdictOf } from './verdict.ts';

export interface RedisLimiterOptions {
  readonly url: Secret;
  /** A slower answer is no answer. */
  readonly budgetMs?: number;
  /** Told when the connection breaks or cannot be made; it is tried again for as long as the limiter is open. */
  readonly onTrouble?: (error: Error) => void;
  /** Milliseconds, for tests alone: otherwise Redis says what time it is, the same to every process. */
  readonly now?: () => number;
}

export interface RedisLimiter extends Limiter {
  take(claims: readonly Claim[]): Promise<Verdict>;
  close(): void;
}

const script = readFileSync(new URL('take.lua', import.meta.url), 'utf8');
const scriptHash = hash('sha1', script);
const longestPauseMs = 1_000;

/** Exact across processes: one script weighs and counts all claims of a request at once. Throws when Redis does not answer in time. */
export function createRedisLimiter({ url, budgetMs = 200, onTrouble = () => {}, now }: RedisLimiterOptions): RedisLimiter {
  const redis = new Redis(url.reveal(), {
    commandTimeout: budgetMs,
    connectTimeout: 1_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), longestPauseMs),
  });
  redis.on('error', onTrouble);

  async function run(keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    try {
      return await redis.evalsha(scriptHash, keys.length, ...keys, ...values);
    } catch (thrown) {
      const forgotten = thrown instanceof Error && thrown.message.startsWith('NOSCRIPT');
      if (!forgotten) throw thrown;
      return redis.eval(script, keys.length, ...keys, ...values);
    }
  }

  return {
    async take(claims) {
      assertDistinct(claims);
      const moment = now === undefined ? '' : now() * 1_000;
      const values = claims.flatMap(({ rule }) => [rule.max, rule.windowMs]);
      const rows = (await run(claims.map(keyOf), [moment, ...values])) as readonly (readonly [number, number, number])[];
      return verdictOf(claims, rows.map(standingOf));
    },
    close: () => redis.disconnect(),
  };
}

/** One hash tag for all, because a script on a cluster needs its keys in one place. */
function keyOf({ rule, subject }: Claim): string {
  return `{akawo:limits}:${rule.name}:${digestOf(subject)}`;
}

function standingOf([counted, oldestLeaves, wait]: readonly [number, number, number]): Standing {
  return { counted, oldestLeavesMs: oldestLeaves / 1_000, waitMs: wait / 1_000 };
}
