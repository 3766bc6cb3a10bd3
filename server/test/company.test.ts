import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, startRabbit, startRedis, startServer, testDatabase, withoutRabbit, withoutRedis } from '#test';

const database = await testDatabase();

interface Readiness {
  readonly status: string;
  readonly checks: readonly { readonly name: string; readonly state: string }[];
}

async function readiness(url: string): Promise<Readiness> {
  return (await (await fetch(`${url}/health/ready`)).json()) as Readiness;
}

async function stateOf(url: string, name: string): Promise<string | undefined> {
  return (await readiness(url)).checks.find((check) => check.name === name)?.state;
}

test('two processes share one limit through Redis, and without Redis they go on and say so', { skip: withoutRedis }, async () => {
  const redis = await startRedis();
  const limits = { REDIS_URL: redis.url.reveal(), LIMIT_IP_PER_MINUTE: '20' };
  const servers = await Promise.all([startServer(database, limits), startServer(database, limits)]);
  const [first] = servers;
  assert.ok(first);
  await eventually('both count in Redis', async () =>
    (await Promise.all(servers.map(({ url }) => stateOf(url, 'redis')))).every((state) => state === 'up'),
  );

  const statuses: number[] = [];
  for (let index = 0; index < 40; index++) statuses.push((await fetch(`${servers[index % 2]?.url}/ping-rabbitmq`)).status);
  assert.equal(statuses.filter((status) => status === 200).length, 20);
  assert.equal(statuses.filter((status) => status === 429).length, 20);

  await redis.kill();
  await eventually('readiness says so', async () => (await stateOf(first.url, 'redis')) === 'down');
  assert.equal((await readiness(first.url)).status, 'ready');
  assert.equal((await fetch(`${first.url}/ping-rabbitmq`)).status, 200, 'it goes on from what it has counted itself');
  await Promise.all(servers.map((server) => server.stop()));
});

test(
  'the broker is pinged through and through, and its absence is said and changes nothing else',
  { skip: withoutRabbit },
  async () => {
    const rabbit = await startRabbit();
    const server = await startServer(database, { RABBITMQ_URL: rabbit.url.reveal() });
    const pong = (await (await fetch(`${server.url}/ping-rabbitmq`)).json()) as { broker: string; latency_ms: number };
    assert.equal(pong.broker, 'rabbitmq');
    assert.ok(pong.latency_ms > 0);
    assert.equal(await stateOf(server.url, 'rabbitmq'), 'up');

    await rabbit.kill();
    const refusal = await fetch(`${server.url}/ping-rabbitmq`);
    assert.equal(refusal.status, 503);
    assert.equal(((await refusal.json()) as { code: string }).code, 'broker_unavailable');
    await eventually('readiness says so', async () => (await stateOf(server.url, 'rabbitmq')) === 'down');
    assert.equal((await readiness(server.url)).status, 'ready');
    await server.stop();
  },
);

test('without a broker the ping says that the embedded queue is in use', async () => {
  const server = await startServer(database);
  assert.equal(((await (await fetch(`${server.url}/ping-rabbitmq`)).json()) as { broker: string }).broker, 'embedded');
  await server.stop();
});
