import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type { Db } from '#platform/db';
import type { SerialisedError } from '#platform/telemetry';
import type { Envelope } from './enqueue.ts';
import { deadQueue } from './schema.ts';

export interface DeadJob {
  readonly id: string;
  readonly queue: string;
  /** The job it was while it lived. */
  readonly job_id: string;
  readonly data: unknown;
  readonly correlation_id: string | null;
  readonly error: SerialisedError;
  readonly attempts: number;
  readonly enqueued_at: string;
  readonly died_at: string;
}

export interface DeadJobFilter {
  readonly queue?: string;
  readonly ids?: readonly string[];
  readonly limit?: number;
}

const mostAtOnce = 1_000;

/** Newest first. */
export async function listDead(db: Db, { queue, ids, limit = 100 }: DeadJobFilter): Promise<readonly DeadJob[]> {
  const { rows } = await sql<Omit<DeadJob, 'data' | 'correlation_id'> & { readonly envelope: Envelope }>`
    select
      id, source_name as queue, source_id as job_id, data as envelope, source_output as error,
      source_retry_count + 1 as attempts, source_created_on as enqueued_at, created_on as died_at
    from jobs.job_common
    where name = ${deadQueue} and state = 'created'
      and source_name = coalesce(${queue ?? null}, source_name)
      and (${ids === undefined} or id = any(${ids ?? []}::uuid[]))
    order by created_on desc, id
    limit ${Math.min(limit, mostAtOnce)}
  `.execute(db);
  return rows.map(({ envelope, ...job }) => ({ ...job, data: envelope.data, correlation_id: envelope.correlation_id }));
}

/** Gives them a new life with all their attempts, and answers how many. One that is alive again is no longer among the dead, so asking twice is safe. */
export function replayDead(boss: PgBoss, { queue, ids, limit = mostAtOnce }: DeadJobFilter): Promise<number> {
  return boss.redrive(deadQueue, {
    limit,
    ...(queue !== undefined && { sourceName: queue }),
    ...(ids !== undefined && { ids: [...ids] }),
  });
}
