import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import type { Limiter, LimitRule } from '#platform/limits';
import { anyone, type Access } from './access.ts';
import { addressOf } from './rate-limit.ts';
import { testServer } from './test-server.ts';

const schema = { operationId: 'count', summary: 'For a test', tags: ['Test'], response: { 200: Type.Object({}) } };
const rule = (name: string, max: number): LimitRule => ({ name, max, windowMs: 60_000 });
const keyholder: Access = {
  who: 'a key',
  security: [{ api_key: [] }],
  admit: ({ headers }) => ({ kind: 'key', id: String(headers['x-api-key']) }),
};

/** Counts for ever, which is a window that never ends. */
function counter(): Limiter & { readonly counts: Map<string, number> } {
  const counts = new Map<string, number>();
  return {
    counts,
    take: async (claims) => {
      const verdicts = claims.map(({ rule: of, subject }) => {
        const used = (counts.get(`${of.name} ${subject}`) ?? 0) + 1;
        counts.set(`${of.name} ${subject}`, used);
        return { allowed: used <= of.max, rule: of, remaining: Math.max(0, of.max - used), resetMs: 30_500, retryAfterMs: 1_500 };
      });
      const [tightest] = verdicts.toSorted((a, b) => Number(a.allowed) - Number(b.allowed) || a.remaining - b.remaining);
      assert.ok(tightest);
      return tightest;
    },
  };
}

test('one request too many is a 429 that says when to come back, and each answer shows the tightest limit', async (t) => {
  const { app } = await testServer(t, {
    limits: {
      limiter: counter(),
      everyone: rule('everyone', 100),
      perAddress: rule('address', 50),
      perCaller: rule('caller', 2),
    },
  });
  app.get('/count', { config: { access: keyholder }, schema }, () => ({}));
  const first = await app.inject({ url: '/count', headers: { 'x-api-key': 'a' } });
  assert.deepEqual(
    [first.statusCode, first.headers['ratelimit-limit'], first.headers['ratelimit-remaining'], first.headers['ratelimit-reset']],
    [200, '2', '1', '31'],
  );
  await app.inject({ url: '/count', headers: { 'x-api-key': 'a' } });
  const third = await app.inject({ url: '/count', headers: { 'x-api-key': 'a' } });
  assert.deepEqual(
    [third.statusCode, third.json<{ code: string }>().code, third.headers['retry-after']],
    [429, 'rate_limited', '2'],
  );
  assert.equal((await app.inject({ url: '/count', headers: { 'x-api-key': 'b' } })).statusCode, 200);
});

test('an address is limited before anybody asks who it is, and what does not exist counts too', async (t) => {
  let asked = 0;
  const { app } = await testServer(t, { limits: { limiter: counter(), perAddress: rule('address', 2) } });
  const curious: Access = {
    ...keyholder,
    admit: () => {
      asked++;
      return undefined;
    },
  };
  app.get('/count', { config: { access: curious }, schema }, () => ({}));
  await app.inject('/nothing');
  await app.inject('/count');
  assert.equal((await app.inject('/count')).statusCode, 429);
  assert.equal((await app.inject('/nothing')).statusCode, 429);
  assert.equal(asked, 1);
});

test('a route’s own limits count by caller or by address, under every name the route has', async (t) => {
  const limiter = counter();
  const { app } = await testServer(t, { limits: { limiter }, rewrites: [{ from: '/old', to: '/count' }] });
  const limits = [
    { rule: rule('balance', 3), by: 'caller' },
    { rule: rule('log-in', 4), by: 'address' },
  ] as const;
  app.get('/count', { config: { access: keyholder, limits }, schema }, () => ({}));
  for (const url of ['/count', '//count/', '/old', '/%63ount']) await app.inject({ url, headers: { 'x-api-key': 'a' } });
  assert.deepEqual(Object.fromEntries(limiter.counts), { 'log-in 127.0.0.1': 4, 'balance key:a': 4 });
  assert.equal((await app.inject({ url: '/count', headers: { 'x-api-key': 'b' } })).statusCode, 429);
});

test('health, metrics and the files of the web app are never counted', async (t) => {
  const limiter = counter();
  const { app } = await testServer(t, { limits: { limiter, everyone: rule('everyone', 0), perAddress: rule('address', 0) } });
  for (const url of ['/health', '/health/ready', '/metrics', '/docs', '/openapi.json', '/'])
    assert.equal((await app.inject(url)).statusCode, 200, url);
  assert.equal(limiter.counts.size, 0);
  app.server.unref();
});

test('a stranger is counted where a caller would be', async (t) => {
  const limiter = counter();
  const { app } = await testServer(t, { limits: { limiter } });
  app.get('/count', { config: { access: anyone, limits: [{ rule: rule('sign-up', 1), by: 'caller' }] }, schema }, () => ({}));
  await app.inject({ url: '/count', remoteAddress: '2001:db8:1:2:3::4' });
  assert.equal((await app.inject({ url: '/count', remoteAddress: '2001:db8:1:2:ffff::1' })).statusCode, 429);
  assert.equal((await app.inject({ url: '/count', remoteAddress: '2001:db8:1:3::1' })).statusCode, 200);
});

test('an IPv6 subscriber is one address however he walks, and a mapped IPv4 is that IPv4', () => {
  assert.equal(addressOf('1.2.3.4'), '1.2.3.4');
  assert.equal(addressOf('::ffff:1.2.3.4'), '1.2.3.4');
  assert.equal(addressOf('::ffff:102:304'), '1.2.3.4');
  assert.equal(addressOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
  assert.equal(addressOf('2001:0db8:0001:0002::'), '2001:db8:1:2::/64');
  assert.equal(addressOf('2001:db8::1'), '2001:db8:0:0::/64');
  assert.equal(addressOf('fe80::1%eth0'), 'fe80:0:0:0::/64');
  assert.equal(addressOf('::1'), '0:0:0:0::/64');
});
