import { setTimeout as wait } from 'node:timers/promises';
import type { PgBoss } from 'pg-boss';
import { serialiseError, type Logger } from '#platform/telemetry';
import type { Claim } from './run.ts';

export interface Settler {
  done(claim: Claim): Promise<void>;
  failed(claim: Claim, thrown: unknown): Promise<void>;
}

const attempts = 6;
const firstPauseMs = 100;

/** Writes down what became of jobs: all that ended while the previous statement was under way go into the next one together. */
export function createSettler(boss: PgBoss, queue: string, logger: Logger): Settler {
  let waiting: Claim[] = [];
  let completing: Promise<void> | undefined;

  async function completeAll(): Promise<void> {
    // One turn of the event loop, in which more may end.
    await new Promise((resolve) => setImmediate(resolve));
    completing = undefined;
    const claims = waiting;
    waiting = [];
    await settle(claims.length, () => boss.complete(queue, claims));
  }

  /** When the database stays away the claim lapses, and the job runs again elsewhere: at least once. */
  async function settle(count: number, write: () => Promise<object>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await write();
        const affected = 'affected' in answer ? answer.affected : count;
        if (affected !== count)
          logger.warn({ queue, count, affected }, 'jobs ended after their claim had lapsed; they run again');
        return;
      } catch (thrown) {
        if (attempt < attempts) await wait(firstPauseMs * 2 ** attempt, undefined, { ref: false });
        else return logger.error({ err: thrown, queue, count }, 'what became of jobs could not be written down; they run again');
      }
    }
  }

  return {
    done(claim) {
      waiting.push(claim);
      completing ??= completeAll();
      return completing;
    },
    failed: (claim, thrown) => settle(1, () => boss.fail(queue, claim, serialiseError(thrown))),
  };
}
