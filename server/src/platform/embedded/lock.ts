import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';

export interface Lock {
  release(): void;
}

const sqliteBusy = 5;

/**
 * Takes a file lock or says at once that somebody else has it. SQLite is only the way to the kernel's own file locks, which end with
 * their process however it dies; a pid written into a file would have to be guessed about after a crash. The file stays empty.
 */
export function tryLock(path: string, kind: 'shared' | 'exclusive'): Lock | undefined {
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    file.exec(kind === 'exclusive' ? 'begin exclusive' : 'begin; select 1 from sqlite_schema');
  } catch (error) {
    file.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return undefined;
    throw error;
  }
  return { release: () => file.close() };
}

/** The same, waiting; `undefined` when the time is over. */
export async function waitForLock(path: string, kind: 'shared' | 'exclusive', milliseconds: number): Promise<Lock | undefined> {
  const until = performance.now() + milliseconds;
  for (;;) {
    const lock = tryLock(path, kind);
    if (lock !== undefined || performance.now() > until) return lock;
    await pause(20);
  }
}
