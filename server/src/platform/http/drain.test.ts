import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';
import { Type } from 'typebox';
import { anyone } from './access.ts';
import type { HttpOptions } from './options.ts';
import { exchange, listen, readAll, testServer } from './test-server.ts';

const schema = {
  operationId: 'slow',
  summary: 'For a test',
  tags: ['Test'],
  response: { 200: Type.Object({ done: Type.Boolean() }) },
};
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

/** A server with one route that answers when it is told to. */
async function start(t: TestContext, drain: HttpOptions['drain']) {
  const { app } = await testServer(t, { drain });
  const arrived = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  app.get('/slow', { config: { access: anyone }, schema }, async () => {
    arrived.resolve();
    await released.promise;
    return { done: true };
  });
  return { app, port: await listen(app), arrived: arrived.promise, release: released.resolve };
}

const statuses = (wire: string) => [...wire.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

test('a request in flight is finished while the server stops, and one behind it on the same connection is sent elsewhere', async (t) => {
  const { app, port, arrived, release } = await start(t, { noticeMs: 0, timeoutMs: 5_000 });
  const socket = connect(port, '127.0.0.1');
  socket.write(get('/slow') + get('/health/ready') + get('/nothing'));
  const wire = readAll(socket);
  await arrived;
  const closed = app.close();
  await assert.rejects(async () => {
    for (let tries = 0; tries < 1_000; tries++) await connects(port);
  }, /ECONNREFUSED|ECONNRESET/);
  release();
  const answers = await wire;
  assert.equal(statuses(answers)[0], 200);
  assert.match(answers, /"done":true/);
  assert.match(answers, /connection: close/i);
  assert.ok(!statuses(answers).slice(1).includes(200), 'nothing new is served');
  await closed;
});

async function connects(port: number): Promise<void> {
  const probe = connect(port, '127.0.0.1');
  await once(probe, 'connect');
  probe.destroy();
}

test('during the notice readiness says draining while requests are still served, each with a goodbye', async (t) => {
  const { app, port, arrived, release } = await start(t, { noticeMs: 300, timeoutMs: 5_000 });
  const closed = app.close();
  let ready = '';
  for (let tries = 0; tries < 100 && !ready.includes('draining'); tries++) ready = await exchange(port, get('/health/ready'));
  assert.deepEqual(statuses(ready), [503]);
  assert.match(ready, /connection: close/i);
  const slow = exchange(port, get('/slow'));
  await arrived;
  release();
  assert.deepEqual(statuses(await slow), [200]);
  await closed;
});

test('a request on a connection that was kept open is told to go elsewhere once nothing new is taken', async (t) => {
  const { app, port, arrived, release } = await start(t, { noticeMs: 0, timeoutMs: 5_000 });
  const busy = connect(port, '127.0.0.1');
  const busyWire = readAll(busy);
  busy.write(get('/slow'));
  await arrived;
  const late = connect(port, '127.0.0.1');
  await once(late, 'connect');
  const lateWire = readAll(late);
  // Half a request keeps the connection from being idle, so that stopping does not close it.
  late.write('GET /nothing HTTP/1.1\r\n');
  await exchange(port, 'GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  const closed = app.close();
  await assert.rejects(async () => {
    for (let tries = 0; tries < 1_000; tries++) await connects(port);
  }, /ECONNREFUSED|ECONNRESET/);
  late.write('Host: a\r\n\r\n');
  const answer = await lateWire;
  assert.deepEqual(statuses(answer), [503]);
  assert.match(answer, /"code":"draining"/);
  assert.match(answer, /retry-after: 1/i);
  assert.match(answer, /connection: close/i);
  release();
  assert.deepEqual(statuses(await busyWire), [200]);
  await closed;
});

test('what does not finish within the bound is cut, so that stopping always ends', async (t) => {
  const { app, port, arrived } = await start(t, { noticeMs: 0, timeoutMs: 200 });
  const wire = exchange(port, get('/slow'));
  await arrived;
  const started = performance.now();
  await app.close();
  assert.ok(performance.now() - started < 2_000);
  assert.deepEqual(statuses(await wire), []);
});
