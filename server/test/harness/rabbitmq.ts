import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { connect } from 'amqplib';
import { Secret } from '#platform/secret';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

// The package's own script: the one in sbin insists on the system's folders and user.
const program = globSync('/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server')[0];

/** Goes into the options of each test that needs RabbitMQ: `test('…', { skip: withoutRabbit }, …)`. */
export const withoutRabbit = program === undefined && 'skipped: no rabbitmq-server found';

export interface TestRabbit {
  readonly url: Secret;
  /** As `kill -9` does. */
  kill(): Promise<void>;
}

/** A broker of the test's own, in a folder of its own, gone when the file has ended. It takes about five seconds to come up. */
export async function startRabbit(): Promise<TestRabbit> {
  if (program === undefined) throw new Error('no rabbitmq-server found: give the test `skip: withoutRabbit`');
  const folder = mkdtempSync(join(tmpdir(), 'akawo-rabbit-'));
  const [port, distribution, mapper] = [await freePort(), await freePort(), await freePort()];
  writeFileSync(join(folder, 'plugins'), '[].');
  const server: ChildProcess = spawn(program, [], {
    stdio: 'ignore',
    // Erlang starts helpers; only the whole group can be ended.
    detached: true,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      RABBITMQ_NODENAME: `akawo${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(distribution),
      ERL_EPMD_PORT: String(mapper),
      RABBITMQ_MNESIA_BASE: join(folder, 'data'),
      RABBITMQ_LOG_BASE: join(folder, 'log'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
      RABBITMQ_FEATURE_FLAGS_FILE: join(folder, 'flags'),
      RABBITMQ_CONFIG_FILE: join(folder, 'none'),
    },
  });
  const url = new Secret(`amqp://guest:guest@127.0.0.1:${port}`);
  let isGone = false;

  async function kill(): Promise<void> {
    if (isGone || server.pid === undefined) return;
    isGone = true;
    const ended = once(server, 'exit');
    process.kill(-server.pid, 'SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }

  process.once('exit', () => server.pid !== undefined && !isGone && process.kill(-server.pid, 'SIGKILL'));
  after(kill);
  await eventually('RabbitMQ answers', () => answers(url), 30_000);
  return { url, kill };
}

async function answers(url: Secret): Promise<boolean> {
  try {
    await (await connect(url.reveal(), { timeout: 1_000 })).close();
    return true;
  } catch {
    // Not yet.
    return false;
  }
}
