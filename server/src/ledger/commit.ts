import { setTimeout as wait } from 'node:timers/promises';
import { type Database, databaseUnavailable, isLostRace, outcomeUnknown } from '#platform/db';
import { type Request } from './along.ts';
import { applyBatch, applyRemembered, type Duplicates, isDuplicate, isRefusedByGuards } from './apply.ts';
import { type Memory, type Remembered } from './memory.ts';
import { type Outcome } from './outcome.ts';
import { type WriterMetrics } from './writer-metrics.ts';

const firstPauseMs = 50;

export interface Committing {
  readonly database: Pick<Database, 'transact'>;
  readonly memory: Pick<Memory, 'keep' | 'doubt'>;
  readonly metrics: Pick<WriterMetrics, 'outOfDate'>;
  /** How long to ask what became of a COMMIT that was not answered. */
  readonly patienceMs: number;
}

/**
 * One transaction for the batch; answers after its commit. What was decided from memory and turns out to be out of date is decided again,
 * with everything read and locked. If the connection breaks during COMMIT, the batch is carried out again: its locks wait for whatever is
 * left of an attempt that had locks, and then its postings are there, or they never will be.
 */
export async function commitBatch(
  { database, memory, metrics, patienceMs }: Committing,
  batch: readonly Request[],
  remembered?: Remembered,
): Promise<readonly Outcome[]> {
  let decided: readonly Outcome[] = [];
  let hadLocks = false;
  const attempt = async (duplicates: Duplicates) => {
    const { book, loaded, outcomes } = await database.transact(async (tx) => {
      const applied = await applyBatch(tx, batch, duplicates);
      decided = applied.outcomes;
      hadLocks = true;
      return applied;
    });
    memory.keep(book, loaded);
    return outcomes;
  };
  const attemptFromMemory = async (known: Remembered) => {
    decided = known.outcomes;
    await database.transact((tx) => applyRemembered(tx, known));
    memory.keep(known.book);
    return known.outcomes;
  };
  const attemptLookingUp = async (thrown: unknown) => {
    const isWorthwhile = isDuplicate(thrown) || (remembered !== undefined && (isRefusedByGuards(thrown) || isLostRace(thrown)));
    if (!isWorthwhile) throw thrown;
    memory.doubt();
    if (!isDuplicate(thrown)) metrics.outOfDate();
    return attempt('looked_up');
  };

  try {
    return await (remembered === undefined ? attempt('left_to_fail') : attemptFromMemory(remembered)).catch(attemptLookingUp);
  } catch (unknown) {
    if (!outcomeUnknown.is(unknown)) throw unknown;
    const [first, firstHadLocks] = [decided, hadLocks];
    const second = await settle(() => attempt('looked_up'), unknown, patienceMs);
    // No locks say that the first attempt has ended: as all of it was accepted, it may yet come.
    if (!firstHadLocks && second.some(({ kind }) => kind === 'refused')) throw unknown;
    // What one of these attempts did is no replay.
    return second.map((outcome, index) => {
      const before = first[index];
      return outcome.kind === 'accepted' && before?.kind === 'accepted' ? { ...outcome, replayed: before.replayed } : outcome;
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
