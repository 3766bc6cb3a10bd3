import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import type { Outcome, Why } from './index.ts';
import { observeClient } from './test/client.ts';
import { serve, serveBytes } from './test/local-server.ts';

const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const megabyte = 'x'.repeat(1_048_576);

/** Sends for as long as the other side listens, and stops when it has gone. */
function pour(socket: Socket, piece: string): void {
  if (socket.destroyed || !socket.writable) return;
  if (socket.write(piece)) setImmediate(() => pour(socket, piece));
  else socket.once('drain', () => pour(socket, piece));
}

function dribble(socket: Socket, piece: string): void {
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(piece)), 20);
  socket.once('close', () => clearInterval(timer));
}

const whole = (body: string | Buffer) => (socket: Socket) => {
  socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n`);
  socket.end(body);
};

const cases: Readonly<Record<string, readonly [Why, (socket: Socket) => void]>> = {
  'says nothing': ['timeout', () => undefined],
  'dribbles a byte at a time': [
    'timeout',
    (socket) => (socket.write(`${head}content-length: 9999\r\n\r\n`), dribble(socket, ' ')),
  ],
  'dribbles its headers': ['timeout', (socket) => (socket.write(head), dribble(socket, 'a'))],
  'breaks off before it answers': ['connection_lost', (socket) => socket.resetAndDestroy()],
  'breaks off within its headers': ['connection_lost', (socket) => void socket.end(head)],
  'breaks off within the body': [
    'answer_cut',
    (socket) => {
      socket.write(`${head}content-length: 99\r\n\r\n{"a":`);
      setTimeout(() => socket.resetAndDestroy(), 50);
    },
  ],
  'ends before the length it stated': ['answer_cut', (socket) => void socket.end(`${head}content-length: 99\r\n\r\n{}`)],
  'ends a chunked body early': [
    'answer_cut',
    (socket) => void socket.end(`${head}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n`),
  ],
  'sends a body without end': ['answer_too_long', (socket) => (socket.write(`${head}\r\n`), pour(socket, megabyte))],
  'states a gigabyte and sends it': [
    'answer_too_long',
    (socket) => (socket.write(`${head}content-length: 1073741824\r\n\r\n`), pour(socket, megabyte)),
  ],
  'sends headers without end': [
    'answer_malformed',
    (socket) => (socket.write(head), pour(socket, `x-more: ${'y'.repeat(1000)}\r\n`)),
  ],
  'sends trailers without end': [
    'answer_cut',
    (socket) => (
      socket.write(`${head}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n`),
      pour(socket, `x: ${'y'.repeat(1000)}\r\n`)
    ),
  ],
  'storms with interim answers': [
    'answer_malformed',
    (socket) => pour(socket, 'HTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\n'.repeat(100)),
  ],
  'speaks no HTTP': ['answer_malformed', (socket) => void socket.end('SSH-2.0-OpenSSH_9.9\r\n')],
  'states two lengths': [
    'answer_malformed',
    (socket) => void socket.end(`${head}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`),
  ],
  'switches protocols': [
    'answer_malformed',
    (socket) => void socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  ],
  'sends a page': ['answer_unreadable', whole('<!doctype html><title>Hello')],
  'sends nothing at all': ['answer_unreadable', whole('')],
  'sends broken UTF-8': ['answer_unreadable', whole(Buffer.from('7b2261223a22c328227d', 'hex'))],
  'nests without end': ['answer_unreadable', whole(`${'['.repeat(30_000)}${']'.repeat(30_000)}`)],
  'nests deeper than it has reason to': ['answer_unreadable', whole(`${'['.repeat(65)}${']'.repeat(65)}`)],
  'sends half of a JSON': ['answer_unreadable', whole('{"status":"success"')],
  'sends two JSONs': ['answer_unreadable', whole('{}{}')],
  'packs its answer': ['answer_unreadable', whole(Buffer.from('1f8b0800000000000003abae0500439a6aa302000000', 'hex'))],
};

for (const [what, [why, answer]] of Object.entries(cases)) {
  test(`a provider that ${what} is unknown, in bounded time`, async () => {
    const server = await serveBytes(answer);
    const { client } = observeClient(server.url, { timeoutMs: 250, maxAnswerBytes: 65_536 });
    const began = performance.now();
    const outcome = await client.call({ operation: 'pay', method: 'POST', path: '/', safeToRetry: false });
    assert.ok(performance.now() - began < 2000);
    assert.deepEqual({ status: 200, ...outcome }, { kind: 'unknown', why, sent: true, status: 200 });
    assert.equal(server.connections(), 1);
    await server.close();
  });
}

test('a number of a million digits arrives as digits and rounds nothing', async () => {
  const digits = '9'.repeat(60_000);
  const server = await serveBytes(whole(`{"amount":${digits}}`));
  const { client } = observeClient(server.url, { maxAnswerBytes: 65_536 });
  const outcome = await client.call({ operation: 'verify', method: 'GET', path: '/', safeToRetry: true });
  assert.deepEqual(outcome, { kind: 'accepted', status: 200, body: { amount: digits } });
});

test('a redirect is not followed, wherever it points', async () => {
  const canary = await serve((_request, response) => void response.end('{}'));
  for (const status of [301, 302, 303, 307, 308]) {
    const server = await serve((_request, response) => void response.writeHead(status, { location: canary.url }).end('{}'));
    const { client } = observeClient(server.url);
    const outcome = await client.call({ operation: 'verify', method: 'GET', path: '/', safeToRetry: true });
    assert.deepEqual(outcome, { kind: 'unknown', why: 'redirected', sent: true, status });
  }
  assert.equal(canary.connections(), 0);
});

test('a hundred hostile answers at once leave the memory where it was', async () => {
  const server = await serveBytes((socket) => (socket.write(`${head}\r\n`), pour(socket, megabyte)));
  const { client } = observeClient(server.url, {
    maxAnswerBytes: 65_536,
    lanes: { atOnce: 8, waiting: 100 },
    timeoutMs: 5000,
    breaker: { leastCalls: 1000 },
  });
  const before = process.memoryUsage().rss;
  const ask = (): Promise<Outcome> => client.call({ operation: 'pay', method: 'POST', path: '/', safeToRetry: false });
  const outcomes = await Promise.all(Array.from({ length: 100 }, ask));
  assert.deepEqual(new Set(outcomes.map((outcome) => outcome.kind === 'unknown' && outcome.why)), new Set(['answer_too_long']));
  assert.ok(process.memoryUsage().rss - before < 150 * 1_048_576);
});
