import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedPostgresRefusal } from './refusal.ts';

/** PostgreSQL's main process, as its `postmaster.pid` describes it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly sockets: string;
}

type Status = 'starting' | 'stopping' | 'ready' | 'standby';

const settleMilliseconds = 120_000;
const fastStopMilliseconds = 15_000;
const immediateStopMilliseconds = 10_000;

/** The postmaster of this data folder, however it came to run; one that is just starting or stopping is waited for. */
export async function findRunning(data: string): Promise<Postmaster | undefined> {
  const until = performance.now() + settleMilliseconds;
  for (;;) {
    const found = readPidFile(data);
    if (found === undefined || !isPostmaster(found.pid, data)) return undefined;
    if (found.status === 'ready') return found;
    if (performance.now() > until) {
      throw new EmbeddedPostgresRefusal(
        'would_not_start',
        `PostgreSQL (process ${found.pid}) has been ${found.status} for two minutes.`,
      );
    }
    await pause(50);
  }
}

export function readPidFile(data: string): (Postmaster & { status: Status | undefined }) | undefined {
  const text = readIfThere(join(data, 'postmaster.pid'));
  if (text === undefined) return undefined;
  const [pid, , , port, sockets, , , status] = text.split('\n');
  return { pid: Number(pid), port: Number(port), sockets: sockets ?? '', status: status?.trim() as Status | undefined };
}

/** Whether that process is alive and serves this data folder: its number alone may have gone to somebody else. */
export function isPostmaster(pid: number, data: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  return commandLine(pid).includes(`-D ${data} `);
}

/**
 * PostgreSQL believes a pid file whose number is alive, whoever has it now. We know better, so the number is replaced by one that no
 * process can have. The rest stays: the shared memory named in it is how PostgreSQL notices orphaned backends that still write.
 */
export function disarmStalePidFile(data: string): void {
  const file = join(data, 'postmaster.pid');
  const text = readIfThere(file);
  if (text === undefined) return;
  const [, ...rest] = text.split('\n');
  if (rest.length < 2) rmSync(file);
  else writeFileSync(file, ['2147483647', ...rest].join('\n'));
}

/** Ends the sessions and writes everything down; a postmaster that does not manage in time is cut off and recovers at its next start. */
export async function stopPostmaster(pid: number, data: string): Promise<void> {
  for (const [signal, milliseconds] of [
    ['SIGINT', fastStopMilliseconds],
    ['SIGQUIT', immediateStopMilliseconds],
  ] as const) {
    if (!isPostmaster(pid, data)) return;
    process.kill(pid, signal);
    if (await isGone(pid, data, milliseconds)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) does not stop`);
}

async function isGone(pid: number, data: string, milliseconds: number): Promise<boolean> {
  const until = performance.now() + milliseconds;
  while (isPostmaster(pid, data)) {
    if (performance.now() > until) return false;
    await pause(10);
  }
  return true;
}

/** Empty for a process that is gone, and for a dead one that nobody has collected yet. */
function commandLine(pid: number): string {
  if (process.platform !== 'linux') {
    return `${spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8', timeout: 10_000 }).stdout.trim()} `;
  }
  return readIfThere(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ') ?? '';
}

/** Files that describe processes come and go with them, also between a look and a read. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return undefined;
    throw error;
  }
}
