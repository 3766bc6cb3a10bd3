import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type { Db } from '#platform/db';
import { createPulse, type Pulse } from '#platform/events';
import type { Logger } from '#platform/telemetry';

const rescuedAtOnce = 100;
const sweptAtOnce = 1_000;
const sweepEveryMs = 60_000;

/** Looks after what nobody holds any more: jobs whose process has died, and jobs that are long done. */
export function createCaretaker(boss: PgBoss, db: Db, logger: Logger, leaseMs: number): Pulse {
  let sweptAt = -Infinity;

  async function step(): Promise<number> {
    const rescued = await rescue();
    if (performance.now() - sweptAt > sweepEveryMs && (await sweep()) < sweptAtOnce) sweptAt = performance.now();
    return rescued === rescuedAtOnce ? 0 : leaseMs / 2;
  }

  /** A lapsed claim counts as a failed attempt, so a job that kills its process comes to an end like any other. */
  async function rescue(): Promise<number> {
    const { rows } = await sql<{ id: string; name: string; retryCount: number }>`
      select id, name, retry_count as "retryCount"
      from jobs.job_common
      where state = 'active' and heartbeat_on < jobs.job_now() - ${leaseMs} * interval '1 millisecond'
      order by heartbeat_on
      limit ${rescuedAtOnce}
    `.execute(db);
    for (const { name, ...claim } of rows) {
      logger.warn({ queue: name, job_id: claim.id, attempt: claim.retryCount + 1 }, 'a job was given up by its process');
      await boss.fail(name, claim, { type: 'Error', message: 'the process that worked on it died or lost its claim' });
    }
    return rows.length;
  }

  async function sweep(): Promise<number> {
    const { rows } = await sql`
      delete from jobs.job_common
      where (name, id) in (
        select name, id
        from jobs.job_common
        where completed_on < jobs.job_now() - deletion_seconds * interval '1 second' and deletion_seconds > 0
        order by completed_on
        limit ${sweptAtOnce}
      )
      returning id
    `.execute(db);
    return rows.length;
  }

  return createPulse(step, (thrown) => logger.warn({ err: thrown }, 'nobody looks after lapsed and finished jobs'));
}
