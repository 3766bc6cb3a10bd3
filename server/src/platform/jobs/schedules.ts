import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type { Database } from '#platform/db';
import { createPulse, type Pulse } from '#platform/events';
import type { Logger } from '#platform/telemetry';
import { clock } from '../clock.ts';
import type { JobDefinition } from './define-job.ts';
import { enqueue } from './enqueue.ts';

export interface Schedule<Data = unknown> {
  readonly name: string;
  /** Five fields, or six with seconds first. */
  readonly cron: string;
  readonly zone?: string;
  readonly job: JobDefinition<Data>;
  /** The work of the period that fell due at this moment. */
  readonly data: (due: Temporal.Instant) => Data;
}

const longestPage = 500;
const mostPages = 100;

/**
 * Any number of processes keep the time; the row of a schedule says up to when it was served, and who moves it forward asks for the work in
 * the same transaction. Time is the database's. After a pause, however long, the last missed period is made up for, once.
 */
export function createSchedules(
  boss: PgBoss,
  database: Database,
  logger: Logger,
  schedules: readonly Schedule[],
  lookEveryMs: number,
): Pulse {
  const names = schedules.map(({ name }) => name);
  let known = false;

  async function step(): Promise<number> {
    if (!known) {
      await sql`
        insert into platform.job_schedules (name, due_until)
        select name, ${(await now()).toString()}::timestamptz from unnest(${names}::text[]) as name order by name
        on conflict (name) do nothing
      `.execute(database.db);
      known = true;
    }
    const time = await now();
    const { rows } = await sql<{ name: string; due_until: string }>`
      select name, due_until from platform.job_schedules where name = any(${names})
    `.execute(database.db);
    for (const schedule of schedules) {
      const served = rows.find((row) => row.name === schedule.name)?.due_until;
      const due = served === undefined ? undefined : lastDue(schedule, Temporal.Instant.from(served), time);
      if (due !== undefined) await serve(schedule, due);
    }
    return lookEveryMs;
  }

  async function serve(schedule: Schedule, due: Temporal.Instant): Promise<void> {
    await database.transact(async (tx) => {
      const { rows } = await sql`
        update platform.job_schedules set due_until = ${due.toString()}::timestamptz
        where name = ${schedule.name} and due_until < ${due.toString()}::timestamptz
        returning name
      `.execute(tx);
      if (rows.length > 0) await enqueue(tx, schedule.job, schedule.data(due));
    });
  }

  /** The latest period up to now that begins after what was served already. */
  function lastDue(schedule: Schedule, served: Temporal.Instant, time: Temporal.Instant): Temporal.Instant | undefined {
    let last: Temporal.Instant | undefined;
    for (let page = 0; page < mostPages; page++) {
      const from = new Date((last ?? served).epochMilliseconds);
      const periods = boss.previewSchedule(schedule.cron, {
        tz: schedule.zone ?? 'Africa/Lagos',
        from,
        count: Math.min(2 ** page, longestPage),
      });
      const past = periods.filter((period) => period.getTime() <= time.epochMilliseconds);
      const latest = past.at(-1);
      if (latest !== undefined) last = Temporal.Instant.fromEpochMilliseconds(latest.getTime());
      if (past.length < periods.length || periods.length === 0) break;
    }
    return last;
  }

  /** The database's time, moved as far as a rehearsal has moved ours. */
  async function now(): Promise<Temporal.Instant> {
    const { rows } = await sql<{ now: string }>`select clock_timestamp() as now`.execute(database.db);
    if (rows[0] === undefined) throw new Error('the database did not say what time it is');
    const moved = clock.now().since(Temporal.Now.instant()).round('millisecond');
    return Temporal.Instant.from(rows[0].now).add(moved);
  }

  return createPulse(step, (thrown) => logger.warn({ err: thrown }, 'schedules cannot be served'));
}
