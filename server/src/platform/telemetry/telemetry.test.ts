import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Secret } from '#platform/secret';
import { createLogger, createTelemetry, currentTraceparent, reportError, span, withContext } from './index.ts';

const received: { path: string; body: string }[] = [];
const collector = createServer((request, response) => {
  void text(request).then((body) => {
    received.push({ path: request.url ?? '', body });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
});
let address = '';
before(async () => {
  await new Promise<void>((listening) => collector.listen(0, '127.0.0.1', listening));
  const bound = collector.address();
  address = `127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`;
});
after(() => collector.close());

const about = {
  service: 'akawo',
  version: '1.2.3',
  environment: 'test',
  logger: createLogger({ level: 'silent', name: 'test' }),
};
const bodiesAt = (path: string) => received.filter((one) => one.path.startsWith(path)).map(({ body }) => body);

interface Spans {
  resourceSpans: {
    scopeSpans: { spans: { name: string; traceId: string; spanId: string; parentSpanId?: string; status: object }[] }[];
  }[];
}

test('spans reach the collector, nested, and within the trace that the request came with', async () => {
  const telemetry = await createTelemetry({ ...about, otlpEndpoint: `http://${address}` });
  const incoming = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  let outgoing: string | undefined;
  await withContext({ correlationId: 'request-1', traceparent: incoming }, () =>
    span('request', { route: '/transfers' }, async () => {
      await span('provider', {}, async () => void (outgoing = currentTraceparent()));
      await assert.rejects(
        span('failing', {}, async () => {
          throw new RangeError('canary-3a');
        }),
      );
    }),
  );
  span('on its own', {}, () => undefined);
  await telemetry.stop();
  const bodies = bodiesAt('/v1/traces');
  const spans = bodies.flatMap((body) =>
    (JSON.parse(body) as Spans).resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans)),
  );
  const named = (name: string) => spans.find((one) => one.name === name);
  assert.equal(named('request')?.traceId, 'a'.repeat(32));
  assert.equal(named('request')?.parentSpanId, 'b'.repeat(16));
  assert.equal(named('provider')?.parentSpanId, named('request')?.spanId);
  assert.equal(outgoing, `00-${'a'.repeat(32)}-${named('provider')?.spanId}-01`);
  assert.deepEqual(named('failing')?.status, { code: 2 });
  assert.notEqual(named('on its own')?.traceId, 'a'.repeat(32));
  assert.ok(bodies.every((body) => body.includes('akawo') && !body.includes('canary-3a')));
});

test('an error reaches Sentry with its cause and the correlation id, without what the error happened to', async () => {
  const telemetry = await createTelemetry({ ...about, sentryDsn: new Secret(`http://public@${address}/42`) });
  const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(canary-7c)' });
  withContext({ correlationId: 'request-2', caller: 'user:7' }, () =>
    reportError(new Error('could not reach redis://:canary-7c@cache', { cause })),
  );
  await telemetry.stop();
  const [envelope = ''] = bodiesAt('/api/42/envelope');
  assert.match(envelope, /"correlation_id":"request-2"/);
  assert.match(envelope, /"value":"23505: duplicate key"/);
  assert.match(envelope, /"value":"could not reach redis:\/\/\[secret\]@cache"/);
  assert.match(envelope, /"filename":"[^"]*telemetry\.test\.ts"/);
  assert.ok(!envelope.includes('canary-7c'));
});

test('a collector that is gone or silent delays a stop no longer than it may', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  const bound = silent.address();
  const port = typeof bound === 'object' ? bound?.port : 0;
  const telemetry = await createTelemetry({
    ...about,
    stopTimeoutMs: 300,
    otlpEndpoint: 'http://127.0.0.1:1',
    sentryDsn: new Secret(`http://public@127.0.0.1:${port}/1`),
  });
  span('lost', {}, () => undefined);
  reportError(new Error('lost'));
  const started = performance.now();
  await telemetry.stop();
  silent.closeAllConnections();
  silent.close();
  assert.ok(performance.now() - started < 1500);
});

// prom-client brings @opentelemetry/api along, which does nothing by itself.
test('what is not configured is not even loaded', async () => {
  const listModules = (options: object) => `
    import { registerHooks } from 'node:module';
    const seen = new Set();
    registerHooks({ load(url, context, next) { seen.add(url.match(/@opentelemetry(?!.api)|@sentry/)?.[0]); return next(url, context); } });
    const door = await import(${JSON.stringify(new URL('./index.ts', import.meta.url))});
    const { Secret } = await import(${JSON.stringify(import.meta.resolve('#platform/secret'))});
    const { dsn, ...options } = ${JSON.stringify(options)};
    const logger = door.createLogger({ level: 'silent', name: 'test' });
    const about = { service: 's', version: 'v', environment: 'e', logger };
    const telemetry = await door.createTelemetry({ ...about, ...options, ...(dsn && { sentryDsn: new Secret(dsn) }) });
    door.span('work', {}, () => door.reportError(new Error('nobody listens')));
    console.log(JSON.stringify([...seen].filter(Boolean)));
    process.exit(0);`;
  const run = async (options: object) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', listModules(options)], {
      timeout: 10_000,
    });
    return JSON.parse(stdout) as string[];
  };
  const [none, tracing, errors] = await Promise.all([
    run({}),
    run({ otlpEndpoint: 'http://127.0.0.1:1' }),
    run({ dsn: 'http://public@127.0.0.1:1/1' }),
  ]);
  assert.deepEqual(none, []);
  assert.deepEqual(tracing, ['@opentelemetry']);
  assert.deepEqual(errors, ['@sentry']);
});
