import { connect, type AddressInfo, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createHttp } from './create-http.ts';
import type { Http, HttpOptions } from './options.ts';

/** A server with everything on, small bounds and a log that can be read; it stops when its test does. */
export async function testServer(
  t: TestContext,
  changes: Partial<HttpOptions> = {},
): Promise<{ app: Http; log: () => Record<string, unknown>[]; registry: Registry }> {
  const lines: string[] = [];
  const registry = new Registry();
  const app = await createHttp({
    name: 'Akawo',
    version: '1.2.3',
    production: false,
    logger: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    registry,
    allowedOrigins: ['https://shop.example'],
    trustedProxies: 0,
    bodyLimitBytes: 65_536,
    requestTimeoutMs: 10_000,
    handlerTimeoutMs: 10_000,
    maxConnections: 1_000,
    rewrites: [],
    healthChecks: [],
    overload: { maxEventLoopDelayMs: 10_000, maxInFlight: 1_000 },
    drain: { noticeMs: 0, timeoutMs: 2_000 },
    ...changes,
  });
  t.after(() => app.close());
  return { app, registry, log: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

export async function listen(app: Http): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}

/** Sends bytes as they are and gives back all that came until the server hung up. */
export async function exchange(port: number, ...parts: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  for (const part of parts) socket.write(part);
  return readAll(socket);
}

/** What came over the wire until the end, be it a goodbye or a cut. */
export async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => void chunks.push(chunk));
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.on('error', () => resolve()).on('close', () => resolve());
  await promise;
  return Buffer.concat(chunks).toString();
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The first answer in what came over the wire. */
export function readAnswer(wire: string): Answer {
  const [head = '', body = ''] = wire.split('\r\n\r\n', 2);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const size = Number(headers['content-length'] ?? body.length);
  return {
    status: Number(statusLine.split(' ')[1]),
    headers,
    body: JSON.parse(Buffer.from(body).subarray(0, size).toString() || '{}') as Record<string, unknown>,
  };
}
