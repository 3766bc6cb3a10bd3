import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { currentContext } from '../telemetry/context.ts';
import { anyone, type Access } from './access.ts';
import { databaseUnavailable } from '#platform/db';
import { defineProblem } from '../problem.ts';
import { securityHeaders } from './security-headers.ts';
import { exchange, listen, testServer } from './test-server.ts';

const schema = {
  operationId: 'test',
  summary: 'For a test',
  tags: ['Test'],
  response: { 200: Type.Object({}, { additionalProperties: true }) },
};
const person: Access = { who: 'a person', security: [{ access_token: [] }], admit: async () => ({ kind: 'user', id: '7' }) };

test('every answer carries exactly the stated headers, errors of every layer included', async (t) => {
  for (const production of [false, true]) {
    const { app } = await testServer(t, { production });
    app.get('/broken', { config: { access: anyone }, schema }, () => {
      throw new Error('a secret of ours');
    });
    const port = await listen(app);
    const stated = Object.entries(securityHeaders(production));
    assert.equal(
      stated.some(([name]) => name === 'strict-transport-security'),
      production,
    );
    for (const request of [
      'GET /health',
      'GET /nothing',
      'DELETE /health',
      'GET /broken',
      'GET /metrics',
      'GET /docs',
      'GET /%zz',
      'OPTIONS /health',
      'NONSENSE /',
    ]) {
      const wire = await exchange(port, `${request} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      for (const [name, value] of stated)
        assert.ok(wire.toLowerCase().includes(`\r\n${name}: ${value.toLowerCase()}\r\n`), `${request}: ${name}`);
      assert.match(wire, /\r\nx-request-id: [\w-]{8,}/i);
      assert.doesNotMatch(wire, /x-powered-by|\r\nserver:/i);
    }
  }
});

test('a sane request id is kept, another is replaced, and it is in the answer, the log and all that runs for the request', async (t) => {
  const { app, log } = await testServer(t);
  app.post(
    '/echo',
    { config: { access: person }, schema: { ...schema, body: Type.Object({}, { additionalProperties: false }) } },
    async () => {
      await new Promise(setImmediate);
      return { context: currentContext() };
    },
  );
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const kept = await app.inject({
    method: 'POST',
    url: '/echo',
    payload: {},
    headers: { 'x-request-id': 'shop:order-1234', traceparent },
  });
  assert.equal(kept.headers['x-request-id'], 'shop:order-1234');
  assert.deepEqual(kept.json(), { context: { correlationId: 'shop:order-1234', traceparent, caller: 'user:7' } });
  assert.ok(log().some((line) => line['correlation_id'] === 'shop:order-1234' && line['caller'] === 'user:7'));

  for (const id of ['short', 'x'.repeat(129), 'with space in it', 'line\\nbreak', 'ünïcödé-id']) {
    const { headers } = await app.inject({ url: '/nothing', headers: { 'x-request-id': id } });
    assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/);
  }
});

test('a bug is a 500 without prose; the log has the error and the client its request id', async (t) => {
  const { app, log } = await testServer(t);
  app.get('/broken', { config: { access: anyone }, schema }, () => {
    throw new Error('select * from secrets');
  });
  const answer = await app.inject('/broken');
  assert.equal(answer.statusCode, 500);
  assert.equal(answer.json<{ code: string }>().code, 'internal_error');
  assert.doesNotMatch(answer.body, /secrets|Error|at /);
  const [line] = log().filter(({ msg }) => msg === 'a request failed');
  assert.equal(line?.['correlation_id'], answer.json<{ request_id: string }>().request_id);
  assert.match(JSON.stringify(line), /select \* from secrets/);
});

test('a problem keeps its code, its own members and the time to wait; none of them can replace the standard ones', async (t) => {
  const testRefusal = defineProblem('test_refusal', 'locked', 'It is locked.');
  const { app } = await testServer(t);
  app.get('/locked', { config: { access: anyone }, schema }, () => {
    throw testRefusal({ detail: 'Until noon.', retryAfterSeconds: 2.5, members: { tries: 5, status: 200, code: 'ok' } });
  });
  const answer = await app.inject('/locked');
  const { request_id: id, ...rest } = answer.json<Record<string, unknown>>();
  assert.equal(id, answer.headers['x-request-id']);
  assert.equal(answer.headers['retry-after'], '3');
  assert.deepEqual(rest, {
    type: '/problems/test_refusal',
    title: 'It is locked.',
    status: 423,
    code: 'test_refusal',
    detail: 'Until noon.',
    tries: 5,
  });
});

test('a database that is away is told with a time to come back', async (t) => {
  const { app } = await testServer(t);
  app.get('/away', { config: { access: anyone }, schema }, () => {
    throw databaseUnavailable({ retryAfterSeconds: 5 });
  });
  const answer = await app.inject('/away');
  assert.deepEqual(
    [answer.statusCode, answer.json<{ code: string }>().code, answer.headers['retry-after']],
    [503, 'database_unavailable', '5'],
  );
});

test('a method that an address does not answer is a 405 that names those it does', async (t) => {
  const { app } = await testServer(t);
  app.get('/things/:id', { config: { access: anyone }, schema }, () => ({}));
  app.delete('/things/:id', { config: { access: anyone }, schema: { ...schema, operationId: 'delete' } }, () => ({}));
  const answer = await app.inject({ method: 'PATCH', url: '/things/7/?x=1' });
  assert.deepEqual([answer.statusCode, answer.headers['allow']], [405, 'DELETE, GET, HEAD']);
  assert.equal((await app.inject({ method: 'PATCH', url: '/things/7/more' })).statusCode, 404);
});

test('a parameter without end is refused like an unreadable address, with all headers', async (t) => {
  const { app } = await testServer(t);
  app.get('/things/:id', { config: { access: anyone }, schema }, () => ({}));
  const answer = await app.inject(`/things/${'x'.repeat(1_025)}`);
  assert.deepEqual([answer.statusCode, answer.json<{ code: string }>().code], [400, 'malformed_url']);
  assert.equal(answer.headers['x-frame-options'], 'DENY');
  assert.equal(answer.headers['x-request-id'], answer.json<{ request_id: string }>().request_id);
});

test('every spelling of an address is one route to everything that counts or logs', async (t) => {
  const { app, log } = await testServer(t, { rewrites: [{ from: '/old/:id', to: '/things/:id' }] });
  app.get('/things/:id', { config: { access: anyone }, schema }, ({ params, query }) => ({ params, query }));
  for (const url of ['/things/7?x=1', '//things/7/?x=1', '/%74hings/./7?x=1', '/old/7?x=1']) {
    assert.deepEqual((await app.inject(url)).json(), { params: { id: '7' }, query: { x: '1' } }, url);
  }
  const lines = log().filter(({ msg }) => msg === 'request');
  assert.deepEqual(
    new Set(lines.map(({ route, path }) => `${String(route)} ${String(path)}`)),
    new Set(['/things/:id /things/7']),
  );
});

test('the log has one line for a request, with these fields and no others', async (t) => {
  const { app, log } = await testServer(t);
  await app.inject({ url: '/nothing?token=canary', headers: { authorization: 'Bearer canary', cookie: 'canary' } });
  const lines = log().filter(({ msg }) => msg === 'request');
  assert.equal(lines.length, 1);
  const { level: _level, time: _time, pid: _pid, hostname: _hostname, msg: _msg, ...fields } = lines[0] ?? {};
  assert.deepEqual(Object.keys(fields).toSorted(), ['correlation_id', 'method', 'ms', 'path', 'route', 'status']);
  assert.doesNotMatch(JSON.stringify(log()), /canary/);
});

test('pages of the named origins may read answers, those of others may not', async (t) => {
  const { app } = await testServer(t);
  const preflight = (origin: string) =>
    app.inject({
      method: 'OPTIONS',
      url: '/health',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'idempotency-key' },
    });
  const allowed = await preflight('https://shop.example');
  assert.deepEqual(
    [allowed.statusCode, allowed.headers['access-control-allow-origin'], allowed.headers['vary']],
    [204, 'https://shop.example', 'Origin'],
  );
  assert.match(String(allowed.headers['access-control-allow-headers']), /Idempotency-Key/);
  for (const origin of [
    'https://shop.example.evil',
    'http://shop.example',
    'https://shop.example:444',
    'null',
    'https://SHOP.example',
  ]) {
    const refused = await preflight(origin);
    assert.deepEqual(
      Object.keys(refused.headers).filter((name) => name.startsWith('access-control')),
      [],
      origin,
    );
    const answer = await app.inject({ url: '/health', headers: { origin } });
    assert.equal(answer.headers['access-control-allow-origin'], undefined);
    assert.equal(answer.headers['vary'], 'Origin');
  }
  const refusal = await app.inject({ url: '/nothing', headers: { origin: 'https://shop.example' } });
  assert.deepEqual([refusal.statusCode, refusal.headers['access-control-allow-origin']], [404, 'https://shop.example']);
  await assert.rejects(testServer(t, { allowedOrigins: ['*'] }), /not an origin/);
});

test('a forwarded address is believed only from as many hops as are ours', async (t) => {
  const seen = async (trustedProxies: readonly string[] | number, forwarded: string) => {
    const { app } = await testServer(t, { trustedProxies });
    app.get('/who', { config: { access: anyone }, schema }, ({ ip }) => ({ ip }));
    return (await app.inject({ url: '/who', remoteAddress: '10.0.0.1', headers: { 'x-forwarded-for': forwarded } })).json<{
      ip: string;
    }>().ip;
  };
  assert.equal(await seen(0, '1.1.1.1'), '10.0.0.1');
  assert.equal(await seen([], '1.1.1.1'), '10.0.0.1');
  assert.equal(await seen(1, '6.6.6.6, 1.1.1.1'), '1.1.1.1');
  assert.equal(await seen(['10.0.0.0/8'], '6.6.6.6, 1.1.1.1'), '1.1.1.1');
  assert.equal(await seen(['192.168.0.0/16'], '1.1.1.1'), '10.0.0.1');
});

test('why something was not possible at the moment is in the log and not in the answer', async (t) => {
  const { app, log } = await testServer(t);
  app.get('/away', { config: { access: anyone }, schema }, () => {
    throw databaseUnavailable({ cause: new Error('the connection timed out') });
  });
  const answer = await app.inject('/away');
  assert.equal(answer.statusCode, 503);
  assert.doesNotMatch(answer.body, /timed out/);
  const [line] = log().filter(({ msg }) => msg === 'a request could not be served');
  assert.match(JSON.stringify(line), /the connection timed out/);
});
