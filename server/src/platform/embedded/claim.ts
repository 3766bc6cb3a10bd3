import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock, waitForLock } from './lock.ts';
import { takeOwnership } from './owner.ts';
import { EmbeddedPostgresRefusal } from './refusal.ts';

/** `own`: the one server of this home. `visit`: a command beside it, or alone. */
export type ClaimKind = 'own' | 'visit';

export interface Claim {
  /** Runs alone among all processes of this home: nobody else starts or stops PostgreSQL meanwhile. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Gives the claim back, and runs `last` if nobody else is left who uses this home. */
  leave(last: () => Promise<void>): Promise<void>;
}

const turnMilliseconds = 120_000;

/**
 * Three locks: `owner` is held by the one owner, `present` is shared by everybody who uses the home, and `turn` is taken for as long
 * as somebody starts or stops PostgreSQL. Whoever leaves last turns off the light, so a visitor is never left without a database.
 */
export async function claimHome(home: string, kind: ClaimKind): Promise<Claim> {
  const locks = join(home, 'locks');
  mkdirSync(locks, { recursive: true });
  const owner = kind === 'own' ? takeOwnership(home) : undefined;
  const present = await waitForLock(join(locks, 'present'), 'shared', turnMilliseconds);
  if (present === undefined) {
    owner?.release();
    throw tooLong(home);
  }

  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    const turn = await waitForLock(join(locks, 'turn'), 'exclusive', turnMilliseconds);
    if (turn === undefined) throw tooLong(home);
    try {
      return await work();
    } finally {
      turn.release();
    }
  };

  const leaveAlone = async (last: () => Promise<void>): Promise<void> => {
    present.release();
    const everybodyLeft = tryLock(join(locks, 'present'), 'exclusive');
    try {
      if (everybodyLeft !== undefined) await last();
    } finally {
      everybodyLeft?.release();
    }
  };

  return { alone, leave: (last) => alone(() => leaveAlone(last)).finally(() => owner?.release()) };
}

function tooLong(home: string): EmbeddedPostgresRefusal {
  return new EmbeddedPostgresRefusal(
    'would_not_start',
    `Another Akawo process has been starting or stopping the database in ${home} for two minutes.`,
    'Look for a process that hangs and stop it, then try again.',
  );
}
