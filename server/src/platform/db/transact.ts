import { setTimeout as wait } from 'node:timers/promises';
import type { Db, Tx } from './database.ts';
import { isLostRace } from './failures.ts';

/** Runs the work in one transaction and answers after its commit. The work may run again after a lost race, so it touches nothing outside. */
export type Transact = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

const attempts = 4;

export function createTransact(db: Db): Transact {
  return async (work) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await runOnce(db, work);
      } catch (thrown) {
        if (!isLostRace(thrown) || attempt === attempts) throw thrown;
        await wait(Math.random() * 10 * 2 ** attempt);
      }
    }
  };
}

async function runOnce<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = await db.startTransaction().setIsolationLevel('read committed').execute();
  try {
    const result = await work(tx);
    await tx.commit().execute();
    return result;
  } catch (thrown) {
    // Also after a COMMIT that was refused: only this gives the connection back.
    await tx.rollback().execute();
    throw thrown;
  }
}
