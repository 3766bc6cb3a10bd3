import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { tmpdir } from 'node:os';
import { after } from 'node:test';
import { Redis } from 'ioredis';
import { Secret } from '#platform/secret';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

const program = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'redis-server'))
  .find(isProgram);

/** Goes into the options of each test that needs Redis: `test('…', { skip: withoutRedis }, …)`. */
export const withoutRedis = program === undefined && 'skipped: no redis-server found';

export interface TestRedis {
  readonly url: Secret;
  /** As `kill -9` does: nothing said to anybody. Counts are gone with it, since nothing is written to disk. */
  kill(): Promise<void>;
  /** On the same port as before. */
  start(): Promise<void>;
  /** Still connected, but mute. */
  freeze(): void;
  thaw(): void;
  /** Runs one command and answers with what Redis says. */
  command(name: string, ...values: string[]): Promise<unknown>;
}

/** Call it at the top of a test file: a Redis on a free port for this file alone, gone when the file has ended. */
export async function startRedis(): Promise<TestRedis> {
  if (program === undefined) throw new Error('no redis-server found: give the test `skip: withoutRedis`');
  const port = await freePort();
  const url = new Secret(`redis://127.0.0.1:${port}`);
  let server: ChildProcess | undefined;

  async function command(name: string, ...values: string[]): Promise<unknown> {
    const redis = new Redis(url.reveal(), { lazyConnect: true, retryStrategy: () => null, commandTimeout: 2_000 });
    redis.on('error', () => {});
    try {
      return await redis.call(name, ...values);
    } finally {
      redis.disconnect();
    }
  }

  async function start(): Promise<void> {
    const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'no', dir: tmpdir(), maxmemory: '64mb' };
    const given = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    server = spawn(program ?? '', given, { stdio: 'ignore' });
    await eventually('Redis answers', async () => (await command('ping').catch(() => undefined)) === 'PONG');
  }

  async function kill(): Promise<void> {
    if (server === undefined) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
    server = undefined;
  }

  process.once('exit', () => void server?.kill('SIGKILL'));
  after(kill);
  await start();
  return {
    url,
    start,
    kill,
    command,
    freeze: () => void server?.kill('SIGSTOP'),
    thaw: () => void server?.kill('SIGCONT'),
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not in this folder of the PATH.
    return false;
  }
}
