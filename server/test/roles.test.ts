import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { eventually, startServer, StartRefusal, testDatabase } from '#test';

const database = await testDatabase();
const start = (environment: Record<string, string> = {}) => startServer(database, environment);

test('several API and worker processes share one database, and each stops in order', async () => {
  const running = await Promise.all(['api', 'api', 'worker', 'worker'].map((role) => start({ AKAWO_ROLE: role })));
  for (const { url } of running) {
    const answer = await fetch(`${url}/health/ready`);
    assert.equal(answer.status, 200, await answer.text());
  }
  assert.deepEqual(await Promise.all(running.map((server) => server.stop())), [0, 0, 0, 0]);
});

test('a stream of requests does not notice that one process is told to stop while another takes over', async () => {
  const [first, second] = await Promise.all([start({ SHUTDOWN_NOTICE_MS: '400' }), start()]);
  let target = first.url;
  const enough = new AbortController();
  const statuses: number[] = [];
  const client = async () => {
    while (!enough.signal.aborted) {
      const answer = await fetch(`${target}/health/ready`);
      if (answer.status === 503) target = second.url;
      else statuses.push(answer.status);
      await answer.arrayBuffer();
    }
  };
  const clients = Array.from({ length: 10 }, client);
  await eventually('requests flow', () => statuses.length > 50);
  const code = await first.stop();
  const before = statuses.length;
  await eventually('requests flow on', () => statuses.length > before + 50);
  enough.abort();
  await Promise.all(clients);
  assert.equal(code, 0);
  assert.ok(statuses.every((status) => status === 200));
  await second.stop();
});

test('a port that is taken is one sentence and the way out', async (t) => {
  const occupant = createServer().listen(0, '127.0.0.1');
  t.after(() => occupant.close());
  await once(occupant, 'listening');
  const { port } = occupant.address() as { port: number };
  await assert.rejects(
    start({ PORT: String(port) }),
    (thrown) =>
      thrown instanceof StartRefusal && thrown.message.startsWith(`Port ${port} is in use`) && /PORT/.test(thrown.hint ?? ''),
  );
});

test('every mistake in the environment is told at once', async () => {
  await assert.rejects(
    start({ PORT: 'eighty', AKAWO_ROLE: 'boss', REDIS_URL: 'http://x' }),
    (thrown) =>
      thrown instanceof StartRefusal &&
      ['PORT', 'AKAWO_ROLE', 'REDIS_URL'].every((variable) => thrown.message.includes(variable)),
  );
});

test('production refuses demo secrets and a database that may forget', async () => {
  const production = {
    AKAWO_ENV: 'production',
    PUBLIC_URL: 'https://wallet.example.com',
    METRICS_TOKEN: 'm'.repeat(20) + '0123456789abcdef',
  };
  await assert.rejects(
    start({ ...production, SECRET_KEY: 'short' }),
    (thrown) => thrown instanceof StartRefusal && thrown.message.includes('SECRET_KEY'),
  );
});

test('a database that was migrated by a newer Akawo, or that does not answer, is refused in words', async () => {
  await database.owner("insert into platform.migrations (name, hash) values ('9999_future_thing.sql', 'x')");
  await assert.rejects(
    start(),
    (thrown) => thrown instanceof StartRefusal && /newer than this program.*9999_future_thing/.test(thrown.message),
  );
  await database.owner("delete from platform.migrations where name = '9999_future_thing.sql'");
  await assert.rejects(
    start({ DATABASE_URL: 'postgres://akawo@127.0.0.1:1/akawo' }),
    (thrown) => thrown instanceof StartRefusal && /PostgreSQL does not answer/.test(thrown.message),
  );
});
