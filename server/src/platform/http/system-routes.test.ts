import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Secret } from '../secret.ts';
import { testServer } from './test-server.ts';

interface Readiness {
  readonly status: string;
  readonly checks: readonly {
    readonly name: string;
    readonly state: string;
    readonly latency_ms: number;
    readonly note?: string;
  }[];
}

test('readiness names each part with its state, and is 503 when a needed one is down or does not answer', async (t) => {
  const never = Promise.withResolvers<undefined>();
  const healthy = { name: 'database', needed: true, check: async () => undefined };
  const remark = { name: 'redis', needed: false, check: async () => 'limits are counted in memory' };
  const optional = { name: 'rabbitmq', needed: false, check: () => Promise.reject(new Error('amqp://user:password@host')) };
  const hanging = { name: 'jobs', needed: true, check: () => never.promise };

  const { app } = await testServer(t, { healthChecks: [healthy, remark, optional] });
  const well = await app.inject('/health/ready');
  assert.equal(well.statusCode, 200);
  const { status, checks } = well.json<Readiness>();
  assert.deepEqual(
    [status, checks.map(({ name, state, note }) => [name, state, note])],
    [
      'ready',
      [
        ['database', 'up', undefined],
        ['redis', 'up', 'limits are counted in memory'],
        ['rabbitmq', 'down', undefined],
      ],
    ],
  );
  assert.doesNotMatch(well.body, /password/);

  const { app: other } = await testServer(t, { healthChecks: [healthy, hanging] });
  const started = performance.now();
  const ill = await other.inject('/health/ready');
  assert.ok(performance.now() - started < 1_500);
  assert.deepEqual(
    [ill.statusCode, ill.json<Readiness>().status, ill.json<Readiness>().checks[1]?.state],
    [503, 'unavailable', 'down'],
  );
});

test('a thousand who ask for readiness at once cost one examination', async (t) => {
  let examined = 0;
  const { app } = await testServer(t, {
    healthChecks: [
      {
        name: 'database',
        needed: true,
        check: async () => {
          examined++;
          return undefined;
        },
      },
    ],
  });
  await Promise.all(Array.from({ length: 1_000 }, () => app.inject('/health/ready')));
  assert.ok(examined <= 3, `examined ${examined} times`);
});

test('metrics are for the bearer of the token; without one set, nobody in production', async (t) => {
  const read = async (production: boolean, metricsToken: Secret | undefined, authorization?: string) => {
    const { app } = await testServer(t, { production, metricsToken });
    return app.inject({ url: '/metrics', headers: authorization === undefined ? {} : { authorization } });
  };
  const token = new Secret('correct-horse-battery');
  const answer = await read(true, token, 'Bearer correct-horse-battery');
  assert.equal(answer.statusCode, 200);
  assert.match(String(answer.headers['content-type']), /^text\/plain/);
  for (const wrong of [undefined, 'Bearer wrong', 'Bearer ', 'Basic correct-horse-battery', 'correct-horse-battery']) {
    const refused = await read(false, token, wrong);
    assert.deepEqual([refused.statusCode, refused.headers['www-authenticate']], [401, 'Bearer'], String(wrong));
    assert.equal(refused.json<{ code: string }>().code, 'operator_token_required');
  }
  assert.equal((await read(false, undefined)).statusCode, 200);
  assert.equal((await read(true, undefined)).statusCode, 401);
  assert.equal((await read(true, undefined, 'Bearer undefined')).statusCode, 401);
});

test('metrics know requests by route pattern, method and status class', async (t) => {
  const { app, registry } = await testServer(t);
  await app.inject('/health');
  await app.inject('/no/such/thing');
  const text = await registry.metrics();
  assert.match(text, /akawo_http_request_seconds_count\{method="GET",route="\/health",status="2xx"\} 1/);
  assert.match(text, /akawo_http_request_seconds_count\{method="GET",route="unknown",status="4xx"\} 1/);
  assert.match(text, /akawo_http_problems_total\{code="not_found"\} 1/);
  assert.match(text, /akawo_http_requests_in_flight 0/);
});

test('the broker is pinged when there is one; else the embedded queue is named', async (t) => {
  const ping = async (pingBroker?: () => Promise<{ latency_ms: number }>) => {
    const { app } = await testServer(t, { pingBroker });
    const answer = await app.inject('/ping-rabbitmq');
    return { ...answer.json<{ readonly code?: string }>(), status: answer.statusCode };
  };
  assert.deepEqual(await ping(), {
    status: 200,
    broker: 'embedded',
    detail: 'No RabbitMQ is configured; the embedded queue is in use.',
  });
  assert.deepEqual(await ping(async () => ({ latency_ms: 1.5 })), {
    status: 200,
    broker: 'rabbitmq',
    latency_ms: 1.5,
    detail: 'RabbitMQ answers.',
  });
  assert.equal((await ping(() => Promise.reject(new Error('refused')))).code, 'broker_unavailable');
});

test('the web app answers browsers on its own pages, and programs get JSON or a 404', async (t) => {
  const webRoot = await mkdtemp(join(tmpdir(), 'akawo-web-'));
  t.after(() => rm(webRoot, { recursive: true }));
  await mkdir(join(webRoot, 'assets'));
  await writeFile(join(webRoot, 'index.html'), '<title>Akawo</title>');
  await writeFile(join(webRoot, 'favicon.svg'), '<svg/>');
  await writeFile(join(webRoot, 'assets/main-Ab12_xYz.js'), 'export {};');
  const { app } = await testServer(t, { webRoot });
  const get = async (url: string, accept = 'text/html,*/*;q=0.8') => {
    const { statusCode, headers, body } = await app.inject({ url, headers: { accept } });
    return [statusCode, String(headers['content-type']).split(';')[0], headers['cache-control'], body.slice(0, 20)];
  };
  for (const url of ['/', '/wallet', '/send/to/ada/', '/index.html'])
    assert.deepEqual(await get(url), [200, 'text/html', 'no-store', '<title>Akawo</title>'], url);
  assert.deepEqual(await get('/assets/main-Ab12_xYz.js'), [
    200,
    'application/javascript',
    'public, max-age=31536000, immutable',
    'export {};',
  ]);
  assert.deepEqual(await get('/favicon.svg'), [200, 'image/svg+xml', 'public, max-age=3600', '<svg/>']);
  for (const url of ['/api/v1/nothing', '/api', '/webhooks/x', '/assets/gone-Ab12_xYz.js', '/robots.txt', '/docs/more']) {
    assert.deepEqual((await get(url)).slice(0, 2), [404, 'application/problem+json'], url);
  }
  assert.deepEqual((await get('/wallet', 'application/json')).slice(0, 2), [404, 'application/problem+json']);
  assert.equal((await app.inject({ method: 'POST', url: '/wallet', headers: { accept: 'text/html' } })).statusCode, 404);
  const signpost = await app.inject({ url: '/', headers: { accept: 'application/json' } });
  assert.deepEqual(signpost.json<{ name: string; version: string }>().name, 'Akawo');
  assert.match(String(signpost.headers['vary']), /Accept/);
});
