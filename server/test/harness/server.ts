import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after } from 'node:test';
import type { TestDatabase } from './cluster.ts';
import { testHome } from './home.ts';

const program = join(import.meta.dirname, '../../src/main.ts');

export interface TestServer {
  readonly url: string;
  readonly process: ChildProcess;
  /** Everything it wrote to its log so far. */
  log(): string;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export type Refusal = { readonly sentence: string; readonly hint?: string };

/** The real program in a process of its own, on a free port, against a database of the test. Throws the refusal when it does not start. */
export async function startServer(
  database: Pick<TestDatabase, 'ownerUrl' | 'appUrl'>,
  environment: Record<string, string> = {},
): Promise<TestServer> {
  const child = fork(program, {
    env: {
      ...process.env,
      AKAWO_ENV: 'test',
      AKAWO_HOME: testHome(),
      DATABASE_URL: database.ownerUrl.reveal(),
      DATABASE_APP_URL: database.appUrl.reveal(),
      SECRET_KEY: 'only-for-tests-'.repeat(3),
      PORT: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  // A test that fails half-way leaves nothing behind.
  after(() => void child.kill('SIGKILL'));
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (log += text));
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: { type: string; urls?: { App: string } } & Refusal) => {
      if (message.type === 'ready') resolve(message.urls?.App ?? '');
      if (message.type === 'refused') reject(new StartRefusal(message));
    });
    child.once('exit', (code) => reject(new Error(`the server ended with code ${code}:\n${log}`)));
  });
  return {
    url,
    process: child,
    log: () => log,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      child.kill(signal);
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    },
  };
}

export class StartRefusal extends Error {
  readonly hint: string | undefined;

  constructor({ sentence, hint }: Refusal) {
    super(sentence);
    this.hint = hint;
  }
}
