import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { after } from 'node:test';
import { faultOf, type KeyPair } from './check-signature.ts';

export interface Kept {
  readonly type: string | undefined;
  readonly bytes: Buffer;
}

export interface Bucket {
  readonly endpoint: string;
  readonly files: Map<string, Kept>;
  /** Each request by its method, path and what came of it. */
  readonly asked: string[];
  /** Answers the next requests in its place, one each. */
  readonly moods: ((request: IncomingMessage, response: ServerResponse) => void)[];
}

/** A server that speaks like S3 about one bucket, at the address of the test's own machine, and believes no signature that is not right. */
export async function startBucket(name: string, keys: KeyPair): Promise<Bucket> {
  const bucket = { files: new Map<string, Kept>(), asked: [] as string[], moods: [] as Bucket['moods'] };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const mood = bucket.moods.shift();
    if (mood !== undefined) {
      bucket.asked.push(`${method} ${url} mood`);
      mood(request, response);
      return;
    }
    const body = await buffer(request);
    const say = (status: number, code?: string) => {
      bucket.asked.push(`${method} ${url} ${code ?? status}`);
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(
        code === undefined ? undefined : `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`,
      );
    };
    const fault = faultOf({ method, url, headers, body }, keys, Date.now());
    if (fault !== undefined) return say(403, fault);
    if (!url.startsWith(`/${name}/`)) return say(404, 'NoSuchBucket');
    const key = decodeURIComponent(url.slice(name.length + 2));
    if (method === 'PUT') bucket.files.set(key, { type: headers['content-type'], bytes: body });
    if (method === 'DELETE') bucket.files.delete(key);
    if (method !== 'GET') return say(method === 'PUT' ? 200 : 204);
    const kept = bucket.files.get(key);
    if (kept === undefined) return say(404, 'NoSuchKey');
    bucket.asked.push(`${method} ${url} 200`);
    response.writeHead(200, { 'content-type': kept.type }).end(kept.bytes);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...bucket };
}
