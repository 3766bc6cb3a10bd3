import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lock, tryLock } from './lock.ts';
import { EmbeddedPostgresRefusal } from './refusal.ts';

/** Makes this process the one owner of a folder, or refuses and says who has it. */
export function takeOwnership(folder: string): Lock {
  const locks = join(folder, 'locks');
  const note = join(locks, 'owner.json');
  mkdirSync(locks, { recursive: true });
  const lock = tryLock(join(locks, 'owner'), 'exclusive');
  if (lock === undefined) {
    throw new EmbeddedPostgresRefusal(
      'already_running',
      `Akawo already runs here: ${describe(note)} uses ${folder}.`,
      'Stop it first, or give this one a folder of its own with AKAWO_HOME.',
    );
  }
  try {
    writeFileSync(note, JSON.stringify({ pid: process.pid, since: new Date().toISOString() }));
    return lock;
  } catch (error) {
    lock.release();
    throw error;
  }
}

function describe(note: string): string {
  try {
    const { pid, since } = JSON.parse(readFileSync(note, 'utf8')) as { pid: number; since: string };
    return `process ${pid}, started ${since.slice(0, 16).replace('T', ' ')} UTC,`;
  } catch {
    // The owner has its lock and is about to write its note.
    return 'another process';
  }
}
