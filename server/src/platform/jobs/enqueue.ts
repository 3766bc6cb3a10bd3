import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '#platform/db';
import { announceAfterCommit } from '#platform/events';
import { newId } from '../id.ts';
import { currentContext } from '../telemetry/context.ts';
import type { JobDefinition } from './define-job.ts';

export interface EnqueueOptions {
  /** Not before this moment. */
  readonly runAt?: Temporal.Instant;
  /** Not before this much time has passed. */
  readonly after?: Temporal.Duration;
  /** A second job of the kind with the same key is not taken in while the first is kept, which is until a day after it was done. */
  readonly once?: string;
  /** Higher goes first; 0 unless said otherwise. */
  readonly priority?: number;
}

/** What travels: the data, and whose request it goes back to. */
export interface Envelope {
  readonly data: unknown;
  readonly correlation_id: string | null;
  readonly traceparent: string | null;
}

/** The channel on which a commit with work for a queue is announced. */
export function jobChannel(queue: string): string {
  return `akawo_jobs.${queue}`;
}

/** Asks for work in the caller's transaction: after the commit it will be done, at least once. Answers with the job's id, unless `once` knew it. */
export async function enqueue<Data>(
  tx: Tx,
  job: JobDefinition<Data>,
  data: Data,
  options: EnqueueOptions = {},
): Promise<string | undefined> {
  const [id] = await enqueueAll(tx, job, [{ data, ...options }]);
  return id;
}

/** Many of a kind in one statement. Answers with the ids of those that were taken in. */
export async function enqueueAll<Data>(
  tx: Tx,
  job: JobDefinition<Data>,
  wishes: readonly ({ readonly data: Data } & EnqueueOptions)[],
): Promise<readonly string[]> {
  if (wishes.length === 0) return [];
  if (!wishes.every(({ data }) => job.check(data)))
    throw new Error(`the data of a ${job.name} job is not what its definition says`);
  const { correlationId = null, traceparent = null } = currentContext() ?? {};
  const envelopes = wishes.map(({ data }): Envelope => ({ data, correlation_id: correlationId, traceparent }));
  const { rows } = await sql<{ id: string }>`
    insert into jobs.job (
      id, name, data, priority, start_after, singleton_key,
      retry_limit, retry_delay, retry_backoff, retry_delay_max, expire_seconds, deletion_seconds, policy, dead_letter
    )
    select
      wish.id, queue.name, wish.data, wish.priority,
      coalesce(wish.run_at, jobs.job_now() + wish.after_ms * interval '1 millisecond'), wish.once,
      queue.retry_limit, queue.retry_delay, queue.retry_backoff, queue.retry_delay_max,
      queue.expire_seconds, queue.deletion_seconds, queue.policy, queue.dead_letter
    from unnest(
      ${wishes.map(({ once }) => (once === undefined ? newId() : idOf(job.name, once)))}::uuid[],
      ${envelopes.map((envelope) => JSON.stringify(envelope))}::jsonb[],
      ${wishes.map(({ priority }) => priority ?? 0)}::int[],
      ${wishes.map(({ runAt }) => runAt?.toString() ?? null)}::timestamptz[],
      ${wishes.map(({ after }) => after?.total('milliseconds') ?? 0)}::float8[],
      ${wishes.map(({ once }) => once ?? null)}::text[]
    ) as wish (id, data, priority, run_at, after_ms, once)
    join jobs.queue on queue.name = ${job.name}
    on conflict do nothing
    returning id
  `.execute(tx);
  if (rows.length === 0 && wishes.some(({ once }) => once === undefined))
    throw new Error(`there is no queue ${job.name} in the database: no process that knows this job has been started yet`);
  announceAfterCommit(tx, jobChannel(job.name));
  return rows.map((row) => row.id);
}

/** The same key gives the same id, and an id is taken once. */
function idOf(queue: string, key: string): string {
  const hex = createHash('sha256').update(`${queue}\0${key}`).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
