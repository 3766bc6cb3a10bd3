import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { Type } from 'typebox';
import { anyone } from './access.ts';
import { listen, testServer } from './test-server.ts';

const schema = { operationId: 'work', summary: 'For a test', tags: ['Test'], response: { 200: Type.Object({}) } };

test('while the event loop is late requests are refused at once, health is not, and all is well again afterwards', async (t) => {
  const { app, registry } = await testServer(t, { overload: { maxEventLoopDelayMs: 100, maxInFlight: 100 } });
  app.get('/task', { config: { access: anyone }, schema }, () => ({}));
  assert.equal((await app.inject('/task')).statusCode, 200);

  const end = performance.now() + 1_000;
  while (performance.now() < end);
  await new Promise((resolve) => setTimeout(resolve, 1));
  const refused = await app.inject('/task');
  assert.deepEqual(
    [refused.statusCode, refused.json<{ code: string }>().code, refused.headers['retry-after']],
    [503, 'overloaded', '1'],
  );
  assert.equal((await app.inject('/health')).statusCode, 200);
  assert.equal((await app.inject('/metrics')).statusCode, 200);
  assert.match(await registry.metrics(), /akawo_http_shed_requests_total\{reason="event_loop"\} 1/);

  let status = 503;
  for (const until = performance.now() + 2_000; status !== 200 && performance.now() < until;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    status = (await app.inject('/task')).statusCode;
  }
  assert.equal(status, 200);
});

test('no more than the stated number of requests are worked on at once, and each place is given back', async (t) => {
  const { app } = await testServer(t, { overload: { maxEventLoopDelayMs: 10_000, maxInFlight: 2 } });
  const released = Promise.withResolvers<void>();
  app.get('/task', { config: { access: anyone }, schema }, async () => {
    await released.promise;
    return {};
  });
  const answers = Array.from({ length: 5 }, () => app.inject('/task'));
  await Promise.any(answers);
  assert.equal((await app.inject('/health')).statusCode, 200);
  released.resolve();
  const statuses = (await Promise.all(answers)).map(({ statusCode }) => statusCode);
  assert.deepEqual(
    statuses.toSorted((a, b) => a - b),
    [200, 200, 503, 503, 503],
  );
  assert.equal((await app.inject('/task')).statusCode, 200);
});

test('slow senders wait outside and take nobody’s place', async (t) => {
  const { app, registry } = await testServer(t, { overload: { maxEventLoopDelayMs: 10_000, maxInFlight: 3 } });
  const body = Type.Object({}, { additionalProperties: false });
  app.post('/task', { config: { access: anyone }, schema: { ...schema, body } }, () => ({}));
  const port = await listen(app);
  const slow = Array.from({ length: 10 }, () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST /task HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{');
    return socket;
  });
  for (let tries = 0; tries < 500 && (await count(app.server)) < 10; tries++);
  for (let i = 0; i < 20; i++) assert.equal((await app.inject({ method: 'POST', url: '/task', payload: {} })).statusCode, 200);
  assert.doesNotMatch(await registry.metrics(), /akawo_http_shed_requests_total\{/);
  for (const socket of slow) socket.destroy();
});

async function count(server: { getConnections(report: (error: Error | null, open: number) => void): unknown }): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, open) => resolve(open)));
}

test('a handler that takes too long is answered for, with the way to learn the outcome', async (t) => {
  const { app } = await testServer(t, { handlerTimeoutMs: 50 });
  const released = Promise.withResolvers<void>();
  app.get('/task', { config: { access: anyone }, schema }, async () => {
    await released.promise;
    return {};
  });
  const answer = await app.inject('/task');
  assert.deepEqual([answer.statusCode, answer.json<{ code: string }>().code], [503, 'took_too_long']);
  assert.match(answer.body, /same Idempotency-Key/);
  released.resolve();
});

test('a route that may take longer is waited for, and an answer of which half has left is cut and not added to', async (t) => {
  const { app } = await testServer(t, { handlerTimeoutMs: 50 });
  const released = Promise.withResolvers<void>();
  app.get('/task', { config: { access: anyone, timeoutMs: 10_000 }, schema }, async () => {
    await released.promise;
    return {};
  });
  const half = new PassThrough();
  app.get('/half', { config: { access: anyone }, schema: { ...schema, operationId: 'half' } }, (_request, reply) =>
    reply.type('text/plain').serializer(String).send(half),
  );
  half.write('the first half');
  const url = `http://127.0.0.1:${await listen(app)}`;
  const patient = fetch(`${url}/task`);
  const cut = await fetch(`${url}/half`);
  assert.equal(cut.status, 200);
  await assert.rejects(cut.text(), TypeError);
  released.resolve();
  assert.equal((await patient).status, 200);
});
