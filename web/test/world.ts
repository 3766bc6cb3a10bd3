import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Site } from './site.ts';

/** Everything as `npm start` starts it: the server with its database, the app that it serves, and the sandbox with its mailbox. */
export interface World extends Site {
  readonly sandboxUrl: string;
  /** Where everything of it is kept: for commands that work beside it. */
  readonly home: string;
  /** Where the button of the latest letter with this subject leads. */
  linkIn(to: string, subject: string): Promise<string>;
}

interface Letter {
  readonly subject: string;
  readonly text: string;
}

const startMilliseconds = 90_000;
const letterMilliseconds = 15_000;
/** All people of a test come from one address, and a quick machine has them do in a minute what takes others an hour. */
const limits = { LIMIT_IP_PER_MINUTE: '100000', LIMIT_GLOBAL_PER_MINUTE: '100000' };

export async function openWorld(): Promise<World> {
  const home = await mkdtemp(join(tmpdir(), 'akawo-web-'));
  const [port, sandboxPort] = await Promise.all([freePort(), freePort()]);
  const ports = { PORT: String(port), SANDBOX_PORT: String(sandboxPort) };
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'scripts', 'start.ts')], {
    env: { ...process.env, ...limits, ...ports, AKAWO_HOME: home, AKAWO_ENV: 'development' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    await rm(home, { recursive: true, force: true });
  };
  try {
    await untilRunning(child);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  const sandboxUrl = `http://localhost:${sandboxPort}`;
  return {
    // Not 127.0.0.1: letters and Google lead to this name, and a cookie belongs to one name.
    url: `http://localhost:${port}`,
    sandboxUrl,
    home,
    linkIn: (to, subject) => findLink(sandboxUrl, to, subject),
    close: stop,
  };
}

async function untilRunning(child: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not running after ${startMilliseconds} ms:\n${said}`)), startMilliseconds);
    const settle = (then: () => void) => {
      clearTimeout(late);
      then();
    };
    child.once('exit', (code) => settle(() => reject(new Error(`ended with code ${code}:\n${said}`))));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('Akawo is running.')) settle(resolve);
      });
    }
  });
}

async function findLink(sandboxUrl: string, to: string, subject: string): Promise<string> {
  const deadline = performance.now() + letterMilliseconds;
  while (performance.now() < deadline) {
    const answer = await fetch(`${sandboxUrl}/mailbox/messages?to=${encodeURIComponent(to)}`);
    const { data } = (await answer.json()) as { data: Letter[] };
    const link = /https?:\/\/\S+#code=\S+/.exec(data.find((letter) => letter.subject === subject)?.text ?? '')?.[0];
    if (link !== undefined) return link;
    await pause(50);
  }
  throw new Error(`no letter "${subject}" to ${to} within ${letterMilliseconds} ms`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port was given');
  return address.port;
}
