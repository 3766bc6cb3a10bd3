import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { AkawoProblem, AkawoUnreachable, createAkawo } from './index.ts';

async function serve(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const problemDocument = {
  type: 'https://akawo.dev/problems#insufficient_funds',
  title: 'There is not enough money in the wallet.',
  status: 422,
  code: 'insufficient_funds',
  detail: 'You can spend ₦1,200.00.',
  request_id: '0199f3d0-0000-7000-8000-000000000001',
  errors: [{ path: '/body/amount', message: 'must be at most 120000' }],
};

test('an operation of the contract answers with the body alone', async (t) => {
  const baseUrl = await serve(t, (request, response) => {
    assert.equal(request.url, '/health');
    response.setHeader('content-type', 'application/json').end('{"status":"ok"}');
  });
  assert.deepEqual(await createAkawo({ baseUrl: `${baseUrl}/` }).getHealth(), { status: 'ok' });
});

test('a refusal is thrown as a problem with its code, words and request id', async (t) => {
  const baseUrl = await serve(t, (_request, response) => {
    response.writeHead(422, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problemDocument));
  });
  const sent = createAkawo({ baseUrl }).send({ method: 'POST', path: '/api/v1/transfers', body: { amount: 1 } });
  await assert.rejects(sent, (thrown) => {
    assert.ok(thrown instanceof AkawoProblem);
    const { code, title, detail, status, request_id, errors } = thrown;
    assert.deepEqual({ type: problemDocument.type, code, title, detail, status, request_id, errors }, problemDocument);
    return true;
  });
});

test('a page of a proxy in between is a problem too, with the request id of the header', async (t) => {
  const baseUrl = await serve(t, (_request, response) => {
    response.writeHead(502, { 'content-type': 'text/html', 'x-request-id': 'r-1' }).end('<h1>Bad gateway</h1>');
  });
  await assert.rejects(createAkawo({ baseUrl }).getHealth(), (thrown) => {
    assert.ok(thrown instanceof AkawoProblem);
    assert.deepEqual([thrown.code, thrown.status, thrown.request_id], ['unexpected_answer', 502, 'r-1']);
    return true;
  });
});

test('an answer of 200 that is not JSON is a problem, not a value', async (t) => {
  const baseUrl = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":');
  });
  await assert.rejects(createAkawo({ baseUrl }).getHealth(), AkawoProblem);
});

test('a server that is not there is unreachable, by network', async () => {
  await assert.rejects(createAkawo({ baseUrl: 'http://127.0.0.1:1' }).getHealth(), (thrown) => {
    assert.ok(thrown instanceof AkawoUnreachable);
    assert.equal(thrown.reason, 'network');
    return true;
  });
});

test('a connection cut in the middle of an answer is unreachable, by network', async (t) => {
  const baseUrl = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"status"');
    setTimeout(() => response.destroy(), 20).unref();
  });
  await assert.rejects(createAkawo({ baseUrl }).getHealth(), AkawoUnreachable);
});

for (const [what, answer] of Object.entries({
  'never answers': () => undefined,
  'stops in the middle of its answer': (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
} satisfies Record<string, RequestListener>)) {
  test(`a server that ${what} is unreachable, by timeout`, async (t) => {
    const baseUrl = await serve(t, answer);
    await assert.rejects(createAkawo({ baseUrl, timeoutMs: 60 }).getHealth(), (thrown) => {
      assert.ok(thrown instanceof AkawoUnreachable);
      assert.equal(thrown.reason, 'timeout');
      return true;
    });
  });
}

test('a caller who gives up gets his own reason back, not a network failure', async (t) => {
  const baseUrl = await serve(t, () => undefined);
  const enough = new AbortController();
  const sent = createAkawo({ baseUrl }).getHealth({ signal: enough.signal });
  enough.abort();
  await assert.rejects(sent, { name: 'AbortError' });
});

test('each request carries one identity, and the token of that moment', async (t) => {
  const seen: unknown[] = [];
  const baseUrl = await serve(t, (request, response) => {
    seen.push([request.headers.authorization, request.headers['x-api-key']]);
    response.setHeader('content-type', 'application/json').end('{"status":"ok"}');
  });
  let token: string | undefined = 'first';
  const akawo = createAkawo({ baseUrl, accessToken: () => token, apiKey: 'ak_test_1' });
  await akawo.getHealth();
  token = undefined;
  await akawo.getHealth();
  assert.deepEqual(seen, [
    ['Bearer first', undefined],
    [undefined, 'ak_test_1'],
  ]);
});

test('a body travels as JSON, a query in the address', async (t) => {
  const baseUrl = await serve(t, (request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify([request.method, request.url, request.headers['content-type'], body]));
    });
  });
  const call = { method: 'POST', path: '/echo', query: { limit: 5 }, body: { a: 1 } } as const;
  assert.deepEqual(await createAkawo({ baseUrl }).send(call), ['POST', '/echo?limit=5', 'application/json', '{"a":1}']);
});
