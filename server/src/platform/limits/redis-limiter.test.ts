import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eventually, startRedis, withoutRedis } from '#test';
import { createRedisLimiter, type LimitRule } from './index.ts';
import { startRival } from './take-from-elsewhere.ts';

const redis = withoutRedis === false ? await startRedis() : undefined;
const open = withoutRedis === false && redis ? createRedisLimiter({ url: redis.url, budgetMs: 2_000 }) : undefined;
after(() => open?.close());

function parts() {
  assert.ok(redis && open);
  return { redis, limiter: open };
}

test('several processes together pass exactly the maximum', { skip: withoutRedis }, async () => {
  const rule: LimitRule = { name: 'shared', max: 100, windowMs: 60_000 };
  const rivals = await Promise.all(Array.from({ length: 3 }, () => startRival(parts().redis.url.reveal(), rule)));
  const passed = await Promise.all(rivals.map((rival) => rival.take(200)));
  assert.equal(
    passed.reduce((sum, one) => sum + one, 0),
    100,
  );
});

test('the window slides by the clock of Redis, and the wait that was told is enough', { skip: withoutRedis }, async () => {
  const claims = [{ rule: { name: 'short', max: 3, windowMs: 150 }, subject: 'a' }];
  const { limiter } = parts();
  for (const remaining of [2, 1, 0]) assert.equal((await limiter.take(claims)).remaining, remaining);
  const refused = await limiter.take(claims);
  assert.equal(refused.allowed, false);
  assert.ok(refused.retryAfterMs > 0 && refused.retryAfterMs <= 150);
  await new Promise((done) => setTimeout(done, refused.retryAfterMs + 2));
  assert.equal((await limiter.take(claims)).allowed, true);
});

test('a Redis that has forgotten its scripts is taught again without a lost request', { skip: withoutRedis }, async () => {
  const claims = [{ rule: { name: 'flushed', max: 2, windowMs: 60_000 }, subject: 'a' }];
  const { redis: server, limiter } = parts();
  assert.equal((await limiter.take(claims)).remaining, 1);
  await server.command('script', 'flush');
  assert.equal((await limiter.take(claims)).remaining, 0);
  assert.equal((await limiter.take(claims)).allowed, false);
});

test(
  'nothing stays in Redis for longer than its window, and no name of anybody does at all',
  { skip: withoutRedis },
  async () => {
    const { redis: server, limiter } = parts();
    await server.command('flushall');
    await limiter.take([{ rule: { name: 'brief', max: 5, windowMs: 100 }, subject: 'ada@example.com' }]);
    const [key, ...more] = (await server.command('keys', '*')) as string[];
    assert.match(key ?? '', /^\{akawo:limits\}:brief:[\w-]{43}$/);
    assert.deepEqual(more, []);
    await eventually('the key is gone', async () => (await server.command('dbsize')) === 0);
  },
);

test(
  'when the clock of Redis steps back the maximum still holds, and a log from the future is dropped',
  { skip: withoutRedis },
  async () => {
    let now = 1_800_000_000_000;
    const limiter = createRedisLimiter({ url: parts().redis.url, budgetMs: 2_000, now: () => now });
    after(() => limiter.close());
    const claims = [{ rule: { name: 'back', max: 2, windowMs: 60_000 }, subject: 'a' }];
    await eventually('it is connected', () => limiter.take(claims).then(Boolean, () => false));
    now -= 5_000;
    assert.equal((await limiter.take(claims)).remaining, 0);
    assert.deepEqual(await limiter.take(claims).then(({ allowed, retryAfterMs }) => ({ allowed, retryAfterMs })), {
      allowed: false,
      retryAfterMs: 60_000,
    });
    now -= 3_600_000;
    assert.equal((await limiter.take(claims)).remaining, 1);
  },
);
