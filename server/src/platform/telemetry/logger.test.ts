import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '#platform/secret';
import { createLogger, withContext, type Logger } from './index.ts';

function listen(): { logger: Logger; text: () => string; lines: () => Record<string, unknown>[] } {
  let written = '';
  const destination = { write: (line: string) => void (written += line) };
  const lines = () =>
    written
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logger: createLogger({ level: 'debug', name: 'api', destination }), text: () => written, lines };
}

test('a line says what, when in UTC, how important, and on whose behalf', () => {
  const { logger, lines } = listen();
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  withContext({ correlationId: 'request-1', caller: 'user:7', traceparent }, () => logger.warn({ attempts: 3 }, 'a job is late'));
  logger.info('nobody asked for this');
  const [first, second] = lines();
  assert.match(String(first?.['time']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const { time: _, ...rest } = first ?? {};
  assert.deepEqual(rest, {
    level: 'warn',
    name: 'api',
    correlation_id: 'request-1',
    caller: 'user:7',
    trace_id: 'a'.repeat(32),
    attempts: 3,
    msg: 'a job is late',
  });
  assert.equal(second?.['correlation_id'], undefined);
});

test('a child logger names the context of each line once, and redacts its own bindings', () => {
  const { logger, lines } = listen();
  const child = withContext({ correlationId: 'at-birth' }, () => logger.child({ module: 'jobs', api_key: 'canary' }));
  withContext({ correlationId: 'at-writing' }, () => child.info('working'));
  assert.equal(lines()[0]?.['correlation_id'], 'at-writing');
  assert.deepEqual([lines()[0]?.['module'], lines()[0]?.['api_key']], ['jobs', '[secret]']);
});

test('no canary reaches the log, by type, by name, by shape, by depth or by error', () => {
  const { logger, text } = listen();
  const canary = 'canary-5d1f0b';
  const names = [
    'password',
    'pin',
    'otp',
    'bvn',
    'nin',
    'pan',
    'cvv',
    'accessToken',
    'X-API-Key',
    'authorization',
    'set-cookie',
    'account_number',
  ];
  logger.info({ provider: { credential: new Secret(canary) }, secret: new Secret(canary) }, `told ${String(new Secret(canary))}`);
  logger.info({ anything: new Secret(canary), list: [new Secret(canary), { deep: { deeper: [{ pin: canary }] } }] });
  for (const name of names) logger.info({ [name]: canary, body: { user: { [name]: canary }, rows: [{ [name]: [canary] }] } });
  logger.error(
    Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: `Key (email)=(${canary}) exists`,
      where: canary,
      parameters: [canary],
    }),
  );
  logger.error({ err: new Error('outer', { cause: Object.assign(new Error('inner'), { config: { auth: canary } }) }) }, 'failed');
  logger.error({ nested: { error: Object.assign(new Error('x'), { response: canary }) } }, `redis://:${canary}@cache refused`);
  logger.warn(`https://example.com/reset?token=${canary}`);
  logger.info({
    living: new (class Session {
      owner = canary;
    })(),
    map: new Map([['pin', canary]]),
    bytes: Buffer.from(canary),
  });
  logger.info({
    req: { method: 'GET', url: `/x?code=${canary}`, headers: { cookie: canary } },
    res: { statusCode: 200, body: canary },
  });
  assert.ok(text().length > 1000);
  assert.deepEqual(
    text()
      .split('\n')
      .filter((line) => line.includes(canary)),
    [],
  );
  assert.ok(!text().includes(Buffer.from(canary).toJSON().data.slice(0, 6).join(',')));
});

test('one line is bounded, however much it is given', () => {
  const { logger, text } = listen();
  const circular: Record<string, unknown> = { long: 'x'.repeat(1_000_000) };
  circular['itself'] = circular;
  logger.info({ circular, many: Array.from({ length: 100_000 }, (_, index) => index) });
  assert.ok(text().length < 100_000, String(text().length));
  assert.match(text(), /\[deeper\]/);
});
