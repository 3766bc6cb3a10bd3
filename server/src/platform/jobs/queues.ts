import { sql } from 'kysely';
import type { Db } from '#platform/db';
import type { JobDefinition } from './define-job.ts';
import { deadQueue } from './schema.ts';

const firstRetrySeconds = 1;
const longestRetrySeconds = 600;
const keepDoneSeconds = 86_400;

/**
 * Makes or updates the row of each queue; any number of processes may do so at once. The n-th retry waits between half of 2^n seconds and
 * all of it, and never longer than ten minutes.
 */
export async function ensureQueues(db: Db, jobs: readonly JobDefinition[]): Promise<void> {
  const sorted = jobs.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  await sql`
    insert into jobs.queue (
      name, policy, retry_limit, retry_delay, retry_backoff, retry_delay_max,
      expire_seconds, retention_seconds, deletion_seconds, partition, table_name, dead_letter
    )
    select
      job.name, 'standard', job.attempts - 1, ${firstRetrySeconds}, true, ${longestRetrySeconds},
      job.timeout_seconds, 1000000000, ${keepDoneSeconds}, false, 'job_common', ${deadQueue}
    from unnest(
      ${sorted.map((job) => job.name)}::text[],
      ${sorted.map((job) => job.attempts)}::int[],
      ${sorted.map((job) => Math.ceil(job.timeoutSeconds))}::int[]
    ) as job (name, attempts, timeout_seconds)
    on conflict (name) do update
    set retry_limit = excluded.retry_limit, expire_seconds = excluded.expire_seconds, updated_on = now()
    where (queue.retry_limit, queue.expire_seconds) is distinct from (excluded.retry_limit, excluded.expire_seconds)
  `.execute(db);
}
