import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { ClaimKind } from './claim.ts';
import { isPostmaster, readPidFile } from './postmaster.ts';

/** What the tests of this folder share: quick settings, open temporary folders, and owners that can be killed. */
export const quick = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** Open to PostgreSQL's own account, which `mkdtemp` is not. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'akawo-embedded-'));
  chmodSync(path, 0o755);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export async function ask(url: string, question: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  await client.connect();
  try {
    const { rows } = await client.query<[unknown]>({ text: question, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

const elsewhere: ChildProcess[] = [];
// A test that fails in the middle must not leave a process behind that keeps the file from ending.
after(() => elsewhere.forEach((child) => child.kill('SIGKILL')));

/** Another process that uses the home; it says `ready` and then waits to be told to leave or to be killed. */
export async function startElsewhere(home: string, claim: ClaimKind): Promise<ChildProcess> {
  const program = `
    import { startEmbeddedPostgres } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
    const running = await startEmbeddedPostgres(${JSON.stringify({ home, claim, settings: quick })});
    process.once('message', async () => { await running.stop(); process.disconnect(); });
    process.send('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  elsewhere.push(child);
  const [message] = (await once(child, 'message', { signal: AbortSignal.timeout(20_000) })) as [unknown];
  if (message !== 'ready') throw new Error(`unexpected ${String(message)}`);
  return child;
}

export async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

export async function leave(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit', { signal: AbortSignal.timeout(20_000) });
  child.send('leave');
  await exit;
}

export function postmasterOf(home: string): number | undefined {
  const data = join(home, 'data');
  const pid = readPidFile(data)?.pid;
  return pid !== undefined && isPostmaster(pid, data) ? pid : undefined;
}

export async function killPostmaster(home: string): Promise<void> {
  const pid = postmasterOf(home);
  if (pid === undefined) throw new Error('there is no postmaster to kill');
  process.kill(pid, 'SIGKILL');
  while (postmasterOf(home) !== undefined) await pause(5);
}
