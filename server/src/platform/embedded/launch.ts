import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { plainEnvironment } from './cluster.ts';
import { type Folders, giveFolder } from './folders.ts';
import { disarmStalePidFile, type Postmaster, readPidFile } from './postmaster.ts';
import { ProgramFailure } from './refusal.ts';

export interface LaunchOptions {
  readonly folders: Folders;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly settings: Readonly<Record<string, string>>;
  readonly onProgress: (line: string) => void;
}

const attempts = 5;
const readyMilliseconds = 300_000;
const noteMilliseconds = 5_000;

/** Starts PostgreSQL where none runs. What may go away by itself, a taken port or backends that still die, is tried again. */
export async function launch(options: LaunchOptions): Promise<Postmaster> {
  const { folders, account } = options;
  const logFile = join(folders.home, 'postgres.log');
  if (existsSync(logFile)) renameSync(logFile, join(folders.home, 'postgres.previous.log'));
  for (let attempt = 1; ; attempt += 1) {
    disarmStalePidFile(folders.data);
    // A socket's own lock file names a process too, and would stop us in the same way.
    rmSync(folders.sockets, { recursive: true, force: true });
    giveFolder(folders.sockets, account);
    const port = await choosePort(folders.home);
    const started = await runUntilReady(options, port, logFile);
    if (typeof started !== 'string') return started;
    const mayPass = /address already in use|could not bind|still in use/i.test(started);
    if (mayPass && attempt < attempts) await pause(200 * attempt);
    else throw new ProgramFailure(started, logFile);
  }
}

/** The postmaster, or what it said before it ended. */
async function runUntilReady(options: LaunchOptions, port: number, logFile: string): Promise<Postmaster | string> {
  const { folders, binaries, account, settings, onProgress } = options;
  const logFrom = existsSync(logFile) ? readFileSync(logFile).length : 0;
  const log = openSync(logFile, 'a', 0o600);
  const all = {
    log_checkpoints: 'off',
    ...settings,
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: folders.sockets,
  };
  const child = spawn(
    binaries.postgres,
    ['-D', folders.data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    // In a session of its own, so that Ctrl-C reaches the server, which closes its connections first, and not PostgreSQL.
    { ...account, cwd: dirname(binaries.postgres), env: plainEnvironment, stdio: ['ignore', 'ignore', log], detached: true },
  );
  closeSync(log);
  child.unref();
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const since = performance.now();
  let isNoted = false;
  for (;;) {
    const found = readPidFile(folders.data);
    if (found?.pid === child.pid && found?.status === 'ready') {
      writeFileSync(join(folders.home, 'port'), String(port));
      return found;
    }
    if (failure !== undefined) throw failure;
    if (child.exitCode !== null || child.signalCode !== null) {
      return (
        readFileSync(logFile).subarray(logFrom).subarray(-4_000).toString('utf8') ||
        `ended with ${child.exitCode ?? child.signalCode}`
      );
    }
    const waited = performance.now() - since;
    if (waited > noteMilliseconds && !isNoted) {
      isNoted = true;
      onProgress('PostgreSQL is recovering from a crash, which can take a while');
    }
    if (waited > readyMilliseconds) {
      child.kill('SIGQUIT');
      return 'it was not ready after five minutes';
    }
    await pause(10);
  }
}

/** The port of last time, so that addresses which people noted down stay true. */
async function choosePort(home: string): Promise<number> {
  const file = join(home, 'port');
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  return (await freePort(Number.isInteger(last) && last > 1023 && last < 65_536 ? last : 0)) ?? (await freePort(0)) ?? 0;
}

function freePort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
