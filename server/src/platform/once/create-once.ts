import { sql } from 'kysely';
import { type Database, databaseUnavailable, outcomeUnknown, type Tx } from '#platform/db';
import type { Problem } from '../problem.ts';
import { hashBody } from './canonical.ts';
import { isDecided } from './decided.ts';
import { idempotencyInProgress } from './problems.ts';
import { type Answer, claimOrRecall, type IdempotencyKey, remember } from './record.ts';

export interface OnceRequest {
  /** Keys of different callers never meet: `user:<id>`, `key:<id>`. */
  readonly caller: string;
  /** Method and path, as they are after rewriting. */
  readonly route: string;
  readonly key: string;
  /** The body after validation. */
  readonly body: unknown;
}

export interface OnceAnswer extends Answer {
  /** Read from the record of an earlier attempt. */
  readonly replayed: boolean;
}

/** Does the work once for a key, at any age and however often it is asked, and gives every copy the first answer, byte for byte. */
export type Once = (request: OnceRequest, work: (tx: Tx) => Promise<Answer>) => Promise<OnceAnswer>;

export interface OnceOptions {
  readonly database: Pick<Database, 'transact'>;
  /** The answer that the caller of a refusal gets: kept as it is, request id included. */
  readonly render: (problem: Problem) => Answer;
}

/** The record commits with the effect. A refusal that decides is recorded without effects; anything else leaves no trace of the key. */
export function createOnce({ database, render }: OnceOptions): Once {
  const attempt = (wanted: IdempotencyKey, work: (tx: Tx) => Promise<Answer>): Promise<OnceAnswer> =>
    database.transact(async (tx) => {
      const recorded = await claimOrRecall(tx, wanted);
      if (recorded !== undefined) return { ...recorded, replayed: true };
      const answer = await outcomeOf(tx, work);
      await remember(tx, wanted, answer);
      return { ...answer, replayed: false };
    });

  async function outcomeOf(tx: Tx, work: (tx: Tx) => Promise<Answer>): Promise<Answer> {
    await sql`savepoint before_work`.execute(tx);
    try {
      return await work(tx);
    } catch (thrown) {
      if (!isDecided(thrown)) throw thrown;
      await sql`rollback to savepoint before_work`.execute(tx);
      return render(thrown);
    }
  }

  return async ({ caller, route, key, body }, work) => {
    const wanted = { caller, key, route, body_hash: hashBody(body) };
    try {
      return await attempt(wanted, work);
    } catch (unknown) {
      if (!outcomeUnknown.is(unknown)) throw unknown;
      // The connection broke at COMMIT. A second attempt either finds the record or, by claiming the key, proves that nothing was saved.
      return attempt(wanted, work).catch((thrown: unknown) => {
        throw isUnsettled(thrown) ? unknown : thrown;
      });
    }
  };
}

/** Failures of the second attempt that say nothing about how the first one ended. */
function isUnsettled(thrown: unknown): boolean {
  return databaseUnavailable.is(thrown) || idempotencyInProgress.is(thrown) || outcomeUnknown.is(thrown);
}
