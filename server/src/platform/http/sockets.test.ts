import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';
import { Type } from 'typebox';
import { anyone } from './access.ts';
import { exchange, listen, readAll, readAnswer, testServer } from './test-server.ts';

const body = Type.Object({ note: Type.String({ maxLength: 10 }) }, { additionalProperties: false });
const schema = { operationId: 'echo', summary: 'For a test', tags: ['Test'], body, response: { 200: body } };

async function start(t: TestContext, requestTimeoutMs = 10_000) {
  const { app, log } = await testServer(t, { requestTimeoutMs, bodyLimitBytes: 2_000 });
  app.post('/echo', { config: { access: anyone }, schema }, (request) => request.body);
  return { app, log, port: await listen(app) };
}

const head = (...lines: readonly string[]) => [...lines, 'Connection: close', '', ''].join('\r\n');

/** What every refusal has in common, whatever part of the server it comes from. */
function assertProblem(wire: string, status: number, code: string): void {
  const answer = readAnswer(wire);
  assert.deepEqual([answer.status, answer.body['code']], [status, code], wire.slice(0, 300));
  assert.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8');
  assert.equal(answer.headers['x-content-type-options'], 'nosniff');
  assert.equal(answer.headers['x-request-id'], answer.body['request_id']);
  assert.deepEqual(
    Object.keys(answer.body).filter((key) => key !== 'errors'),
    ['type', 'title', 'status', 'code', 'detail', 'request_id'],
  );
  assert.equal(answer.body['type'], `/problems/${code}`);
  assert.equal(answer.body['status'], status);
}

test('what is not HTTP is answered with a problem all the same', async (t) => {
  const { port } = await start(t);
  assertProblem(await exchange(port, 'HELLO\r\n\r\n'), 400, 'malformed_request');
  assertProblem(await exchange(port, 'GET / HTTP/9.9\r\nHost: a\r\n\r\n'), 400, 'malformed_request');
  assertProblem(await exchange(port, head('GET / HTTP/1.1', 'Host: a', 'Bad Header: x')), 400, 'malformed_request');
  assertProblem(await exchange(port, head('GET / HTTP/1.1')), 400, 'malformed_request');
  assertProblem(await exchange(port, head('GET /a%2fb HTTP/1.1', 'Host: a')), 400, 'malformed_url');
  assertProblem(
    await exchange(port, head(`GET /${'x'.repeat(5_000)} HTTP/1.1`, 'Host: a', 'Expect: nonsense')),
    404,
    'not_found',
  );
  assertProblem(await exchange(port, head('PROPFIND /nothing HTTP/1.1', 'Host: a')), 404, 'not_found');
  assertProblem(await exchange(port, head('TRACE /echo HTTP/1.1', 'Host: a')), 405, 'method_not_allowed');
});

test('a request that says its length twice, or in two ways, is refused', async (t) => {
  const { port } = await start(t);
  const post = (...lines: readonly string[]) =>
    exchange(port, `${head('POST /echo HTTP/1.1', 'Host: a', 'Content-Type: application/json', ...lines)}{"note":"x"}`);
  assertProblem(await post('Content-Length: 12', 'Transfer-Encoding: chunked'), 400, 'malformed_request');
  assertProblem(await post('Content-Length: 12', 'Content-Length: 13'), 400, 'malformed_request');
  assertProblem(await post('Content-Length: 12abc'), 400, 'malformed_request');
  assertProblem(await post('Content-Length: -1'), 400, 'malformed_request');
  assertProblem(await post('Transfer-Encoding: chunked, identity'), 400, 'malformed_request');
});

test('a header that may be given once is refused when it is given twice', async (t) => {
  const { port } = await start(t);
  for (const name of [
    'Authorization',
    'Idempotency-Key',
    'X-API-Key',
    'Content-Type',
    'Host',
    'X-Request-Id',
    'X-Pin-Token',
    'Origin',
  ]) {
    const lines = name === 'Host' ? [] : ['Host: a'];
    assertProblem(
      await exchange(port, head('GET /health HTTP/1.1', ...lines, `${name}: abcdefgh`, `${name.toUpperCase()}: abcdefgh`)),
      400,
      'duplicate_header',
    );
  }
});

test('an access token and an API key at once are refused', async (t) => {
  const { port } = await start(t);
  assertProblem(
    await exchange(port, head('GET /health HTTP/1.1', 'Host: a', 'Authorization: Bearer x', 'X-API-Key: y')),
    400,
    'ambiguous_credentials',
  );
});

test('headers without end are refused by their size and by their number', async (t) => {
  const { port } = await start(t);
  assertProblem(await exchange(port, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(65_536)}`), 431, 'headers_too_large');
  assertProblem(await exchange(port, `GET /${'x'.repeat(65_536)} HTTP/1.1\r\n`), 431, 'headers_too_large');
  assertProblem(
    await exchange(port, head('GET / HTTP/1.1', 'Host: a', ...Array.from({ length: 3_000 }, () => 'a:'))),
    431,
    'headers_too_large',
  );
});

test('a second header is seen even behind two thousand others', async (t) => {
  const { port } = await start(t);
  const answer = readAnswer(
    await exchange(
      port,
      head('GET / HTTP/1.1', 'Host: a', 'X-API-Key: 1', ...Array.from({ length: 2_100 }, () => 'a:'), 'X-API-Key: 2'),
    ),
  );
  assert.equal(answer.status, 431);
});

test('bytes that are not UTF-8 are refused', async (t) => {
  const { port } = await start(t);
  const bytes = Buffer.concat([Buffer.from('{"note":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
  const wire = await exchange(
    port,
    head('POST /echo HTTP/1.1', 'Host: a', 'Content-Type: application/json', `Content-Length: ${bytes.length}`),
    bytes,
  );
  assertProblem(wire, 400, 'invalid_utf8');
});

test('a body that is announced or grows too large is refused while it is still being sent, and the refusal arrives', async (t) => {
  const { port } = await start(t);
  const announced = connect(port, '127.0.0.1');
  announced.write('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n');
  announced.write(Buffer.alloc(1_000_000, 32));
  const chunked = connect(port, '127.0.0.1');
  chunked.write('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
  const sending = setInterval(() => chunked.writable && chunked.write(`400\r\n${' '.repeat(0x400)}\r\n`), 2);
  const answers = await Promise.all([readAll(announced), readAll(chunked)]);
  clearInterval(sending);
  for (const answer of answers) assertProblem(answer, 413, 'body_too_large');
});

test('a sender who falls asleep in the headers or in the body is told and cut off', async (t) => {
  const { port } = await start(t, 300);
  const [inHeaders, inBody] = await Promise.all([
    exchange(port, 'GET / HTTP/1.1\r\nHost: a\r\nX-Slow: '),
    exchange(port, 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"note"'),
  ]);
  assertProblem(inHeaders, 408, 'request_timeout');
  assertProblem(inBody, 408, 'request_timeout');
});

test('pipelined requests are answered one by one and in order', async (t) => {
  const { port } = await start(t);
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
  const wire = await exchange(port, get('/health') + get('/nothing') + head('GET /health HTTP/1.1', 'Host: a'));
  assert.deepEqual(
    [...wire.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status),
    ['200', '404', '200'],
  );
});

test('a client that leaves in the middle of a body harms nobody', async (t) => {
  const { app, port, log } = await start(t);
  const socket = connect(port, '127.0.0.1');
  socket.write('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"no');
  for (let tries = 0; app.server.connections !== 0 && tries < 5; tries++) await app.inject('/health');
  socket.destroy();
  for (let tries = 0; tries < 200 && !log().some((line) => line['path'] === '/echo'); tries++) await new Promise(setImmediate);
  assert.equal((await app.inject('/health')).statusCode, 200);
  assert.equal(log().filter((line) => Number(line['level']) >= 50).length, 0);
});
