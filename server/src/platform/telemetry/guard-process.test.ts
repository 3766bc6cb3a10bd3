import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { createRegistry } from './index.ts';

async function run(body: string): Promise<{ code: number | null; lines: string }> {
  const script = `
    import { createLogger, guardProcess } from ${JSON.stringify(new URL('./index.ts', import.meta.url))};
    const logger = createLogger({ level: 'info', name: 'guarded' });
    const guard = (onFatal, timeoutMs) => guardProcess({ logger, onFatal, timeoutMs, exit: (code) => process.exit(code) });
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    setInterval(() => {}, 1000);
    ${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    timeout: 10_000,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { lines: await text(child.stdout), code: await ended };
}

test('an uncaught exception is logged, the work is drained, and the process fails', async () => {
  const { code, lines } = await run(
    `guard(async () => { await pause(50); logger.info('drained'); }, 5000); setTimeout(() => { throw new RangeError('boom'); });`,
  );
  assert.equal(code, 1);
  assert.match(lines, /"level":"fatal".*"type":"RangeError".*"origin":"uncaughtException"/);
  assert.match(lines, /drained/);
});

test('an unhandled rejection does the same, and a second one on the way out changes nothing', async () => {
  const { code, lines } = await run(
    `guard(async () => { Promise.reject(new Error('second')); await pause(50); logger.info('drained'); }, 5000); Promise.reject(new Error('first'));`,
  );
  assert.equal(code, 1);
  assert.equal(lines.match(/"level":"fatal"/g)?.length, 2);
  assert.equal(lines.match(/drained/g)?.length, 1);
});

test('draining that hangs or fails does not keep the process alive', async () => {
  const [hanging, failing] = await Promise.all([
    run(`guard(() => pause(60_000), 100); Promise.reject(new Error('boom'));`),
    run(`guard(async () => { throw new Error('cannot drain'); }, 5000); Promise.reject(new Error('boom'));`),
  ]);
  assert.deepEqual([hanging.code, failing.code], [1, 1]);
  assert.match(failing.lines, /cannot drain/);
});

test('the registry tells about the process, its event loop and its garbage collection', async () => {
  const metrics = await createRegistry().metrics();
  for (const name of [
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'nodejs_eventloop_lag_p99_seconds',
    'nodejs_gc_duration_seconds',
  ]) {
    assert.match(metrics, new RegExp(`^# TYPE ${name} `, 'm'));
  }
});
