import { sql } from 'kysely';
import type { Db } from '#platform/db';
import type { Logger } from '#platform/telemetry';
import { createPulse, type Pulse } from './pulse.ts';

export interface HorizonOptions {
  readonly db: Db;
  readonly logger: Logger;
  readonly measured: (seconds: number) => void;
  readonly everyMs?: number;
  readonly alarmAfterSeconds?: number;
}

/** A forgotten transaction stops all readers, silently. This says for how long it has, and who holds it. */
export function watchHorizon({ db, logger, measured, everyMs = 2_000, alarmAfterSeconds = 10 }: HorizonOptions): Pulse {
  let oldest: string | undefined;
  let since = 0;

  async function step(): Promise<number> {
    const { rows } = await sql<{ oldest: string; runs: boolean }>`
      select
        pg_snapshot_xmin(s) as oldest,
        pg_snapshot_xmin(s)::text::bigint < pg_snapshot_xmax(s)::text::bigint + age(pg_snapshot_xmax(s)::xid) as runs
      from pg_current_snapshot() s
    `.execute(db);
    const [horizon] = rows;
    if (horizon?.runs !== true || horizon.oldest !== oldest) since = performance.now();
    oldest = horizon?.oldest;
    const seconds = (performance.now() - since) / 1_000;
    measured(seconds);
    if (seconds > alarmAfterSeconds)
      logger.error(
        { seconds: Math.round(seconds), holder: await findHolder(db) },
        'an old transaction keeps events from being read',
      );
    return everyMs;
  }

  return createPulse(step, (thrown) => logger.warn({ err: thrown }, 'the horizon of the events is unknown'));
}

/** Statements carry their values apart, so the text of the last one names no secret; of other roles PostgreSQL shows us less. */
async function findHolder(db: Db): Promise<object | undefined> {
  const { rows } = await sql<object>`
    select pid, application_name, state, extract(epoch from clock_timestamp() - xact_start)::int as seconds, left(query, 120) as last_query
    from pg_stat_activity
    where backend_xid is not null and pid <> pg_backend_pid()
    order by age(backend_xid) desc
    limit 1
  `.execute(db);
  return rows[0];
}
