import { setTimeout as wait } from 'node:timers/promises';
import { type Database, databaseUnavailable, outcomeUnknown } from '#platform/db';
import { type Request } from './along.ts';
import { applyBatch, type Duplicates, isDuplicate } from './apply.ts';
import { type Outcome } from './outcome.ts';

const firstPauseMs = 50;

export interface Committing {
  readonly database: Pick<Database, 'transact'>;
  /** How long to ask what became of a COMMIT that was not answered. */
  readonly patienceMs: number;
}

/**
 * One transaction for the batch; answers after its commit. If the connection breaks during COMMIT, the batch is carried out again: its locks
 * wait for whatever is left of the first attempt, and then its postings are there, or they never will be.
 */
export async function commitBatch({ database, patienceMs }: Committing, batch: readonly Request[]): Promise<readonly Outcome[]> {
  let decided: readonly Outcome[] = [];
  const attempt = (duplicates: Duplicates) =>
    database.transact(async (tx) => (decided = await applyBatch(tx, batch, duplicates)));
  const attemptLookingUp = async (thrown: unknown) => {
    if (!isDuplicate(thrown)) throw thrown;
    return attempt('looked_up');
  };

  try {
    return await attempt('left_to_fail').catch(attemptLookingUp);
  } catch (unknown) {
    if (!outcomeUnknown.is(unknown)) throw unknown;
    const first = decided;
    const second = await settle(() => attempt('looked_up'), unknown, patienceMs);
    // What the first attempt did is no replay.
    return second.map((outcome, index) => {
      const before = first[index];
      return outcome.kind === 'accepted' && outcome.replayed && before?.kind === 'accepted' ? before : outcome;
    });
  }
}

/** A server that crashed is back within seconds, and an answer then is worth more to everybody than an unknown now. */
async function settle<T>(attempt: () => Promise<T>, unknown: Error, patienceMs: number): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let pauseMs = firstPauseMs; performance.now() < deadline; pauseMs *= 2) {
    try {
      return await attempt();
    } catch (thrown) {
      if (!databaseUnavailable.is(thrown) && !outcomeUnknown.is(thrown) && !isDuplicate(thrown)) break;
      await wait(pauseMs);
    }
  }
  throw unknown;
}
