import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { Type } from 'typebox';
import { Secret } from '#platform/secret';
import { withContext } from '#platform/telemetry';
import { assertNever, type Call, type Outcome } from './index.ts';
import { observeClient } from './test/client.ts';
import { refusedPort, serve, serveBytes, until } from './test/local-server.ts';

const read: Call = { operation: 'verify', method: 'GET', path: '/verify', safeToRetry: true };
const order: Call = { operation: 'pay', method: 'POST', path: '/pay', body: { reference: 'r-1' }, safeToRetry: false };

/** Answers with these one after the other, and with the last one from then on; a number is a status, `reset` breaks the connection. */
async function serveInTurn(...answers: readonly (number | 'reset' | readonly [number, string])[]) {
  let asked = 0;
  const server = await serve((_request, response) => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? 500;
    asked += 1;
    if (answer === 'reset') return void response.destroy();
    const [status, body] = typeof answer === 'number' ? [answer, '{"code":"said_so"}'] : answer;
    return void response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  return { ...server, asked: () => asked };
}

const brief = (outcome: Outcome) => {
  if (outcome.kind !== 'unknown') return `${outcome.kind} ${outcome.status}`;
  return `unknown ${outcome.why} ${outcome.sent ? 'sent' : 'not sent'}`;
};

test('an outcome cannot be used before all three kinds of it are handled', () => {
  const forgetful = (outcome: Outcome): string => {
    if (outcome.kind === 'accepted') return 'paid';
    if (outcome.kind === 'rejected') return 'give back';
    // @ts-expect-error the third kind is unhandled, and the compiler says so
    return assertNever(outcome);
  };
  assert.throws(() => forgetful({ kind: 'unknown', why: 'timeout', sent: true }), /unhandled/);
});

test('by default 2xx is accepted, a clear no is rejected with its code, and all else is unknown', async () => {
  const expected: Readonly<Record<number, string>> = {
    200: 'accepted 200',
    201: 'accepted 201',
    202: 'accepted 202',
    400: 'rejected 400',
    401: 'rejected 401',
    403: 'rejected 403',
    404: 'rejected 404',
    409: 'rejected 409',
    422: 'rejected 422',
    301: 'unknown redirected sent',
    307: 'unknown redirected sent',
    402: 'unknown unexpected_status sent',
    418: 'unknown unexpected_status sent',
    408: 'unknown try_later sent',
    425: 'unknown try_later sent',
    429: 'unknown throttled sent',
    500: 'unknown server_error sent',
    502: 'unknown server_error sent',
    503: 'unknown server_error sent',
    504: 'unknown server_error sent',
  };
  for (const [status, meaning] of Object.entries(expected)) {
    const server = await serveInTurn(Number(status));
    assert.equal(brief(await observeClient(server.url).client.call(order)), meaning);
    assert.equal(server.asked(), 1);
  }
  const server = await serveInTurn(422);
  assert.deepEqual(await observeClient(server.url).client.call(order), {
    kind: 'rejected',
    status: 422,
    code: 'said_so',
    body: { code: 'said_so' },
  });
});

test('a provider that says no with 200 is understood by the classifier of the call', async () => {
  const server = await serveInTurn([200, '{"response_code":"016"}']);
  const outcome = await observeClient(server.url).client.call({ ...order, classify: () => ({ kind: 'rejected', code: '016' }) });
  assert.deepEqual(outcome, { kind: 'rejected', status: 200, code: '016', body: { response_code: '016' } });
});

test('an accepted body has the promised shape, and one that has not is unknown', async () => {
  const answer = Type.Object({ amount: Type.Integer() });
  const server = await serveInTurn([200, '{"amount":500}'], [200, '{"amount":"500"}'], [200, '{"amount":9007199254740993}']);
  const { client } = observeClient(server.url);
  const outcome = await client.call({ ...read, answer });
  assert.equal(outcome.kind === 'accepted' ? outcome.body.amount : undefined, 500);
  assert.equal(brief(await client.call({ ...read, answer })), 'unknown answer_unexpected sent');
  assert.equal(brief(await client.call({ ...read, answer })), 'unknown answer_unexpected sent');
});

test('the request carries keys, request id and trace, its body and its query', async () => {
  let seen: { headers: IncomingHttpHeaders; url: string | undefined; body: string } | undefined;
  const server = await serve((request, response) => {
    void text(request).then((body) => {
      seen = { headers: request.headers, url: request.url, body };
      response.end('{}');
    });
  });
  const { client } = observeClient(`${server.url}/v3/`, { headers: () => ({ Authorization: new Secret('Bearer k-1') }) });
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const call = { ...order, query: { live: true, none: undefined }, headers: { 'Idempotency-Key': 'r-1' } };
  await withContext({ correlationId: 'request-9', traceparent }, () => client.call(call));
  const { authorization, traceparent: trace, 'x-request-id': requestId, 'idempotency-key': key } = seen?.headers ?? {};
  assert.deepEqual([authorization, trace, requestId, key], ['Bearer k-1', traceparent, 'request-9', 'r-1']);
  assert.deepEqual([seen?.url, seen?.body], ['/v3/pay?live=true', '{"reference":"r-1"}']);
  await client.call({ ...order, body: new URLSearchParams({ grant: 'a b' }) });
  assert.deepEqual([seen?.headers['content-type'], seen?.body], ['application/x-www-form-urlencoded', 'grant=a+b']);
});

test('what is safe to repeat is repeated until it is known; an order that may have arrived is not', async () => {
  for (const trouble of [503, 429, 408, 'reset'] as const) {
    const patient = await serveInTurn(trouble, trouble, 200);
    assert.equal(brief(await observeClient(patient.url, { timeoutMs: 3000 }).client.call(read)), 'accepted 200');
    const once = await serveInTurn(trouble, 200);
    assert.match(brief(await observeClient(once.url).client.call(order)), /^unknown .* sent$/);
    assert.deepEqual([patient.asked(), once.asked()], [3, 1]);
  }
});

test('repeating stops at the stated number, at the end of the time, and where it would mend nothing', async () => {
  const [busy, later, garbage] = [
    await serveInTurn(503),
    await serve((_request, response) => void response.writeHead(429, { 'retry-after': '60' }).end('{}')),
    await serveInTurn([200, '<html>']),
  ];
  assert.equal(brief(await observeClient(busy.url).client.call({ ...read, attempts: 2 })), 'unknown server_error sent');
  const began = performance.now();
  assert.equal(brief(await observeClient(later.url, { timeoutMs: 30_000 }).client.call(read)), 'unknown throttled sent');
  assert.ok(performance.now() - began < 5000);
  assert.equal(brief(await observeClient(garbage.url).client.call(read)), 'unknown answer_unreadable sent');
  assert.deepEqual([busy.asked(), later.connections(), garbage.asked()], [2, 1, 1]);
});

test('a refusal after an attempt that may have arrived is the echo of our order, and unknown', async () => {
  const echo = await serveInTurn('reset', 409);
  assert.equal(
    brief(await observeClient(echo.url).client.call({ ...order, safeToRetry: true })),
    'unknown refused_after_unknown sent',
  );
  const fact = await serveInTurn('reset', 404);
  assert.equal(brief(await observeClient(fact.url).client.call(read)), 'rejected 404');
});

test('a call that cannot have left says so, and is tried again even if it is an order', async () => {
  const port = await refusedPort();
  const { client, log } = observeClient(`http://127.0.0.1:${port}`);
  assert.equal(brief(await client.call(order)), 'unknown unreachable not sent');
  assert.equal(log().match(/is repeated/g)?.length, 2);
  assert.match(log(), /"error_code":"ECONNREFUSED"/);
  const nowhere = observeClient('http://nobody.invalid');
  assert.equal(brief(await nowhere.client.call({ ...order, attempts: 1 })), 'unknown unreachable not sent');
});

test('a certificate that nobody vouches for is refused before anything is sent', async () => {
  const plain = await serveBytes((socket) => void socket.end('this is no TLS'));
  const { client } = observeClient(`https://127.0.0.1:${plain.port}`);
  assert.equal(brief(await client.call({ ...order, attempts: 1 })), 'unknown tls_failed not sent');
});

test('a kept connection that died leaves nobody in doubt: reads are repeated, orders take a fresh one', async () => {
  const known = new WeakSet<object>();
  const server = await serve((request, response) => {
    // The first request of a connection is answered; the second finds it dead.
    if (known.has(request.socket)) request.socket.destroy();
    else response.end('{}');
    known.add(request.socket);
  });
  const { client, log } = observeClient(server.url);
  for (let round = 0; round < 3; round += 1) {
    assert.equal(brief(await client.call(read)), 'accepted 200');
    assert.equal(brief(await client.call(order)), 'accepted 200');
  }
  assert.match(log(), /"operation":"verify","attempt":1,"why":"connection_lost"/);
});

test('at most so many calls go out at once, so many wait, and the rest hear so at once', async () => {
  const waiting: (() => void)[] = [];
  const server = await serve((_request, response) => void waiting.push(() => response.end('{}')));
  const { client, registry } = observeClient(server.url, { lanes: { atOnce: 2, waiting: 1 } });
  const [first, second, third] = [client.call(read), client.call(read), client.call(read)];
  assert.equal(brief(await client.call(read)), 'unknown queue_full not sent');
  await until(() => waiting.length === 2);
  const metrics = await registry.metrics();
  assert.match(metrics, /akawo_provider_calls_in_flight\{provider="acme"\} 2/);
  assert.match(metrics, /akawo_provider_calls_waiting\{provider="acme"\} 1/);
  for (const answer of waiting.splice(0)) answer();
  await until(() => waiting.length === 1);
  waiting[0]?.();
  assert.deepEqual((await Promise.all([first, second, third])).map(brief), ['accepted 200', 'accepted 200', 'accepted 200']);
});

test('waiting for a lane counts against the time of the call', async () => {
  const server = await serve(() => undefined);
  const { client } = observeClient(server.url, { lanes: { atOnce: 1, waiting: 1 }, timeoutMs: 150 });
  const outcomes = await Promise.all([client.call(order), client.call({ ...order, timeoutMs: 50 })]);
  assert.deepEqual(outcomes.map(brief), ['unknown timeout sent', 'unknown queue_timeout not sent']);
});

test('a stop lets calls end, sends the waiting away and takes no new ones', async () => {
  const answers: (() => void)[] = [];
  const server = await serve((_request, response) => void answers.push(() => response.end('{}')));
  const { client } = observeClient(server.url, { lanes: { atOnce: 1, waiting: 1 } });
  const [running, waiting] = [client.call(order), client.call(order)];
  await until(() => answers.length === 1);
  const stopped = client.stop();
  assert.equal(brief(await waiting), 'unknown stopped not sent');
  assert.equal(brief(await client.call(order)), 'unknown stopped not sent');
  answers[0]?.();
  await stopped;
  assert.equal(brief(await running), 'accepted 200');
});

test('a path put together from data cannot leave the provider', async () => {
  const { client } = observeClient('http://127.0.0.1:1/v1');
  for (const path of [
    'pay',
    '//evil.example/pay',
    '/../admin',
    '/a/%2e%2e/b',
    '/a?b=c',
    '/a#b',
    String.raw`/a\b`,
    '/a b',
    '/@evil/..',
  ]) {
    await assert.rejects(async () => client.call({ ...order, path }), /a provider path/, path);
  }
});

test('no secret of a call, a key or an answer reaches a log line or a metric', async () => {
  const canary = 'canary-61bd0e';
  const server = await serveInTurn(
    [500, `{"key":"${canary}"}`],
    [400, `{"code":"bad","message":"${canary}"}`],
    [200, canary],
    'reset',
  );
  const { client, log, registry } = observeClient(server.url, { headers: () => ({ authorization: new Secret(canary) }) });
  const call: Call = {
    ...order,
    body: { pin: canary },
    query: { customer: canary },
    path: `/pay/${canary}`,
    headers: { 'x-key': canary },
  };
  const outcomes = [await client.call(call), await client.call(call), await client.call(call), await client.call(call)];
  assert.deepEqual(outcomes.map(brief), [
    'unknown server_error sent',
    'rejected 400',
    'unknown answer_unreadable sent',
    'unknown connection_lost sent',
  ]);
  await assert.rejects(
    async () => client.call({ ...call, headers: { 'x-key': `${canary}\r\nx: y` } }),
    (error) => !String(error).includes(canary),
  );
  const metrics = await registry.metrics();
  assert.match(metrics, /akawo_provider_calls_total\{provider="acme",operation="pay",outcome="rejected",why=""\} 1/);
  assert.match(metrics, /akawo_provider_calls_total\{provider="acme",operation="pay",outcome="unknown",why="server_error"\} 1/);
  assert.match(metrics, /akawo_provider_call_seconds_count\{provider="acme",operation="pay",outcome="unknown"\} 3/);
  assert.ok(log().length > 300);
  assert.ok(!`${log()}${metrics}`.includes(canary));
});
