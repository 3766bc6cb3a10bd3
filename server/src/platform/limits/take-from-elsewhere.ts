import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What the tests of this folder share: another process that takes from one rule as fast as it can and says how often it was allowed. */
export async function startRival(redisUrl: string, rule: { name: string; max: number; windowMs: number }): Promise<Rival> {
  const program = `
    import { Registry } from 'prom-client';
    import { Secret } from '#platform/secret';
    import { createLimiter, createMemoryLimiter, createRedisLimiter } from '#platform/limits';
    const redis = createRedisLimiter({ url: new Secret(${JSON.stringify(redisUrl)}), budgetMs: 5_000 });
    const limiter = createLimiter({ redis, memory: createMemoryLimiter(), registry: new Registry(), onChange: process.send.bind(process) });
    process.on('message', async (takes) => {
      const claims = [{ rule: ${JSON.stringify(rule)}, subject: 'shared' }];
      const verdicts = await Promise.all(Array.from({ length: takes }, () => limiter.take(claims)));
      process.send(verdicts.filter((verdict) => verdict.allowed).length);
      limiter.close();
      process.disconnect();
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Where `#platform/…` has its meaning.
    cwd: join(import.meta.dirname, '../../..'),
    timeout: 20_000,
  });
  await nextMessage(child);
  return {
    async take(times) {
      child.send(times);
      return Number(await nextMessage(child));
    },
  };
}

export interface Rival {
  /** All at once; how many were allowed. */
  take(times: number): Promise<number>;
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const died = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the other process ended with ${String(code)}`)));
  const [message] = (await Promise.race([once(child, 'message'), died])) as [unknown];
  return message;
}
