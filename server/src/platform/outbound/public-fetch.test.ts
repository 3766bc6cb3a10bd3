import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import type { LookupAddress } from 'node:dns';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { createPublicFetch, isPublicAddress, type PublicFetchOptions } from './index.ts';
import { refusedPort, serve, serveBytes } from './test/local-server.ts';

const rehearse = (options: Partial<PublicFetchOptions> = {}) =>
  createPublicFetch({
    production: false,
    allowAddress: (address) => address === '127.0.0.1',
    timeoutMs: 500,
    connectTimeoutMs: 200,
    ...options,
  });

const answerWith =
  (...rounds: readonly (readonly string[])[]): NonNullable<PublicFetchOptions['resolve']> =>
  (_hostname, answer) => {
    const [next = [], ...later] = rounds;
    rounds = later.length === 0 ? rounds : later;
    answer(
      null,
      next.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };

/** How one can write "this machine" or a neighbour without saying so; `PORT` is where a canary listens. */
const spellings = `
  127.0.0.1 127.1 127.0.1 0177.0.0.1 0177.1 0x7f.0.0.1 0x7f.1 0x7f000001 2130706433 017700000001 127.0.0.1. 127.127.127.127 0 0.0.0.0 00.0x0.0
  １２７.０.０.１ ①②⑦.⓪.⓪.① 127。0。0。1 127%2e0%2e0%2e1 [::1] [0:0:0:0:0:0:0:1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:FFFF:7F00:0001]
  [::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b::127.0.0.1] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2001:0:7f00:1::] [fe80::1] [fd00:ec2::254] [fec0::1]
  169.254.169.254 0xa9fea9fe 2852039166 0251.0376.0251.0376 100.100.100.200 168.63.129.16 192.0.0.192 10.0.0.1 0xa.1 172.16.0.1 192.168.0.1 192.168.1
  198.18.0.1 224.0.0.1 255.255.255.255 240.1 localhost LOCALHOST localhost. loc%61lhost ｌocalhost
`
  .trim()
  .split(/\s+/);

test('however this machine and its neighbours are spelt, nobody there hears from us', async () => {
  const canaries = [await serve((_request, response) => void response.end('hit'), '0.0.0.0')];
  canaries.push(await serve((_request, response) => void response.end('hit'), '::').catch(() => serve(() => undefined)));
  const outbound = createPublicFetch({ production: false, timeoutMs: 300 });
  const urls = canaries.flatMap(({ port }) =>
    spellings.flatMap((host) => [
      `http://${host}:${port}/`,
      `https://${host}:${port}/hook?x=1`,
      `http://example.com@${host}:${port}/`,
      `http:\\\\${host}:${port}/`,
    ]),
  );
  const answers = await Promise.all(
    urls.map(async (url) => [url, (await outbound.fetch({ url, method: 'POST', body: {} })).kind] as const),
  );
  assert.ok(urls.length > 400);
  // Whether `localhost.` is a name at all depends on the machine; when it is one, it is refused.
  const surprising = answers.filter(([url, kind]) => kind === 'answered' || (kind === 'failed' && !url.includes('localhost.:')));
  assert.deepEqual(surprising, []);
  assert.deepEqual(
    canaries.map((canary) => canary.connections()),
    [0, 0],
  );
});

test('in production only https on its own ports is asked at all', () => {
  const outbound = createPublicFetch({ production: true });
  const why = (url: string) => outbound.refusal(url)?.why;
  for (const url of ['https://example.com/hook', 'https://example.com:443/', 'https://example.com:8443/'])
    assert.equal(why(url), undefined);
  assert.equal(why('http://example.com/'), 'scheme');
  for (const url of ['https://example.com:22/', 'https://example.com:80/', 'https://example.com:6379/'])
    assert.equal(why(url), 'port');
  for (const url of ['ftp://example.com', 'file:///etc/passwd', 'gopher://example.com', 'data:,x', 'javascript:1'])
    assert.equal(why(url), 'scheme');
  for (const url of ['', 'example.com', 'https://', 'https://a b', `https://example.com/${'a'.repeat(3000)}`])
    assert.equal(why(url), 'url');
  assert.equal(why('https://user:pass@example.com/'), 'credentials');
  assert.equal(why('https://2130706433/'), 'address');
});

test('a name is as closed as the most closed of its addresses', async () => {
  const canary = await serve((_request, response) => void response.end('hit'));
  const url = `http://example.com:${canary.port}/`;
  for (const addresses of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['127.0.0.1', '8.8.8.8'], ['::1'], ['::ffff:127.0.0.1']]) {
    const outbound = createPublicFetch({ production: false, timeoutMs: 300, resolve: answerWith(addresses) });
    assert.deepEqual(await outbound.fetch({ url, method: 'GET' }), { kind: 'refused', why: 'address' });
  }
  assert.equal(canary.connections(), 0);
});

test('a name that changes after it was tested gains nothing: the tested answer is the one used', async () => {
  const [open, canary] = [
    await serve((_request, response) => void response.end('open')),
    await serve(() => undefined, '127.0.0.2'),
  ];
  let asked = 0;
  const flipping: NonNullable<PublicFetchOptions['resolve']> = (_hostname, answer) => {
    asked += 1;
    answer(null, [{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]);
  };
  const outbound = rehearse({ resolve: flipping });
  assert.equal((await outbound.fetch({ url: `http://example.com:${open.port}/`, method: 'GET' })).kind, 'answered');
  assert.equal(asked, 1);
  assert.deepEqual(await outbound.fetch({ url: `http://example.com:${canary.port}/`, method: 'GET' }), {
    kind: 'refused',
    why: 'address',
  });
  assert.equal(canary.connections(), 0);
});

test('a redirect is an answer, and what it points to is not asked', async () => {
  const canary = await serve(() => undefined);
  for (const status of [301, 302, 303, 307, 308]) {
    const server = await serve((_request, response) => void response.writeHead(status, { location: canary.url }).end());
    assert.deepEqual(await rehearse().fetch({ url: server.url, method: 'POST', body: {} }), {
      kind: 'answered',
      status,
      excerpt: '',
    });
  }
  assert.equal(canary.connections(), 0);
});

test('an allowed address gets the body and headers, and its answer is told by status and a few printable characters', async () => {
  let heard: unknown;
  const server = await serve((request, response) => {
    void text(request).then((body) => {
      heard = [request.method, request.headers['webhook-id'], body];
      response.writeHead(429, { 'retry-after': '30' }).end(`line\u0000\n${'z'.repeat(1000)}`);
    });
  });
  const answer = await rehearse().fetch({ url: server.url, method: 'POST', headers: { 'webhook-id': 'e-1' }, body: { a: 1 } });
  assert.deepEqual(heard, ['POST', 'e-1', '{"a":1}']);
  assert.deepEqual(answer, { kind: 'answered', status: 429, excerpt: `line..${'z'.repeat(250)}`, retryAfter: '30' });
});

test('a receiver that is endless, silent, slow or absent costs bounded time and memory', async () => {
  const endless = await serve((_request, response) => {
    response.on('close', () => clearInterval(timer));
    const timer = setInterval(() => response.write('x'.repeat(100_000)), 1);
  });
  const began = performance.now();
  const cut = await rehearse().fetch({ url: endless.url, method: 'GET' });
  assert.deepEqual([cut.kind, cut.kind === 'answered' && cut.excerpt.length], ['answered', 256]);
  const silent = await serveBytes(() => undefined);
  assert.deepEqual(await rehearse().fetch({ url: silent.url, method: 'GET' }), { kind: 'failed', why: 'timeout' });
  const port = await refusedPort();
  assert.deepEqual(await rehearse().fetch({ url: `http://127.0.0.1:${port}`, method: 'GET' }), {
    kind: 'failed',
    why: 'unreachable',
  });
  assert.ok(performance.now() - began < 2000);
  assert.ok(!isPublicAddress('127.0.0.1'));
});

test('a proxy named by the environment is not used', async () => {
  const [proxy, server] = [
    await serve((_request, response) => void response.end('via proxy')),
    await serve((_request, response) => void response.end('direct')),
  ];
  const script = `
    import { createPublicFetch } from ${JSON.stringify(new URL('./index.ts', import.meta.url))};
    const outbound = createPublicFetch({ production: false, allowAddress: () => true });
    const answer = await outbound.fetch({ url: '${server.url}', method: 'GET' });
    console.log(answer.excerpt, await (await fetch('${server.url}')).text());`;
  const env = { HTTP_PROXY: proxy.url, http_proxy: proxy.url, NO_PROXY: '', NODE_USE_ENV_PROXY: '1', PATH: process.env['PATH'] };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    env,
    timeout: 10_000,
  });
  assert.equal(stdout, 'direct via proxy\n', 'fetch shows that the environment does name a proxy');
});
