import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { eventually, startRedis, withoutRedis } from '#test';
import { createLimiter, createMemoryLimiter, createRedisLimiter, type LimitRule, type Verdict } from './index.ts';

const redis = withoutRedis === false ? await startRedis() : undefined;
const rule = (name: string, max: number): LimitRule => ({ name, max, windowMs: 60_000 });

function server() {
  assert.ok(redis);
  return redis;
}

function start(url = server().url) {
  const registry = new Registry();
  const changes: string[] = [];
  const limiter = createLimiter({
    redis: createRedisLimiter({ url }),
    memory: createMemoryLimiter(),
    registry,
    onChange: (state) => changes.push(state),
  });
  after(() => limiter.close());
  return {
    limiter,
    changes,
    registry,
    inRedis: () => eventually('it counts in Redis', () => limiter.state() === 'redis', 5_000),
  };
}

async function times(count: number, take: () => Verdict | Promise<Verdict>): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (let index = 0; index < count; index++) verdicts.push(await take());
  return verdicts;
}

const allowedOf = (verdicts: readonly Verdict[]) => verdicts.filter((verdict) => verdict.allowed).length;

test('without a Redis it counts in memory and says so', async () => {
  const registry = new Registry();
  const limiter = createLimiter({ memory: createMemoryLimiter(), registry });
  const claims = [{ rule: rule('alone', 2), subject: 'a' }];
  assert.equal(limiter.state(), 'memory');
  assert.equal(allowedOf(await times(5, () => limiter.take(claims))), 2);
  assert.match(await registry.metrics(), /akawo_limit_refusals_total\{rule="alone"\} 3/);
});

test(
  'Redis killed in the middle: no request is lost, none is over the limit, and it is used again when it is back',
  { skip: withoutRedis },
  async () => {
    const { limiter, changes, registry, inRedis } = start();
    await inRedis();
    const claims = [{ rule: rule('killed', 400), subject: 'a' }];
    const traffic = new AbortController();
    const verdicts: Verdict[] = [];
    const clients = Array.from({ length: 8 }, async () => {
      while (!traffic.signal.aborted) {
        verdicts.push(await limiter.take(claims));
        await setImmediate();
      }
    });
    await eventually('there is traffic', () => verdicts.length > 100);
    await server().kill();
    await eventually('memory took over', () => limiter.state() === 'memory (redis is down)');
    assert.match(await registry.metrics(), /akawo_limits_redis_up 0/);
    const served = verdicts.length;
    await eventually('requests go on', () => verdicts.length > served + 100);
    await server().start();
    await inRedis();
    const back = verdicts.length;
    await eventually('requests go on in Redis', () => verdicts.length > back + 400);
    traffic.abort();
    await Promise.all(clients);
    assert.equal(allowedOf(verdicts), 400);
    assert.deepEqual(changes, ['redis', 'memory (redis is down)', 'redis']);
  },
);

test('a mute Redis delays the first requests by its budget and no other', { skip: withoutRedis }, async () => {
  const { limiter, inRedis } = start();
  await inRedis();
  const claims = [{ rule: rule('mute', 1_000), subject: 'a' }];
  server().freeze();
  try {
    const waits = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const started = performance.now();
        assert.equal((await limiter.take(claims)).allowed, true);
        return performance.now() - started;
      }),
    );
    assert.ok(Math.max(...waits) < 500, `waited ${Math.max(...waits)} ms`);
    const started = performance.now();
    await times(100, () => limiter.take(claims));
    assert.ok(performance.now() - started < 50, 'requests waited for a dead Redis');
  } finally {
    server().thaw();
  }
  await inRedis();
});

test('a wiped Redis does not reopen what this process has closed', { skip: withoutRedis }, async () => {
  const { limiter, inRedis } = start();
  await inRedis();
  const claims = [{ rule: rule('wiped', 5), subject: 'a' }];
  assert.equal(allowedOf(await times(8, () => limiter.take(claims))), 5);
  await server().command('flushall');
  assert.equal(allowedOf(await times(8, () => limiter.take(claims))), 0);
});

test('a Redis that answers but cannot count is treated as lost', { skip: withoutRedis }, async () => {
  const { limiter, inRedis } = start();
  await inRedis();
  await server().command('config', 'set', 'maxmemory', '1');
  try {
    assert.equal((await limiter.take([{ rule: rule('full', 5), subject: 'a' }])).allowed, true);
    assert.equal(limiter.state(), 'memory (redis is down)');
  } finally {
    await server().command('config', 'set', 'maxmemory', '64mb');
  }
  await inRedis();
});
