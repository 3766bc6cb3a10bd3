import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { buildWeb, webDist } from '../build.ts';

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The strictest policy under which the app works: Mantine writes its variables into a style element of its own. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

const ready = {
  status: 'ready',
  checks: [
    { name: 'database', needed: true, state: 'up', latency_ms: 0.6 },
    { name: 'jobs', needed: true, state: 'up', latency_ms: 1.1 },
  ],
};

/**
 * The built app and as much of an API as the public screens need, or, when `AKAWO_WEB_URL` names one, a real server.
 */
export async function openSite(): Promise<Site> {
  const real = process.env['AKAWO_WEB_URL'];
  if (real !== undefined && real !== '') return { url: real.replace(/\/$/, ''), close: async () => undefined };
  await buildWeb();
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', 'http://site');
  if (pathname === '/health/ready') return json(response, 200, ready);
  if (pathname.startsWith('/api/')) {
    const title = 'There is nothing at this address.';
    return json(response, 404, { type: 'about:blank', title, status: 404, code: 'not_found', request_id: 'request-of-the-test' });
  }
  const asset = join(webDist, normalize(pathname));
  const isFile = asset.startsWith(webDist) && existsSync(asset) && statSync(asset).isFile();
  const file = isFile ? asset : join(webDist, 'index.html');
  response.writeHead(200, {
    'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': contentSecurityPolicy,
  });
  createReadStream(file).pipe(response);
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' });
  response.end(JSON.stringify(body));
}
