import { sql } from 'kysely';
import { Registry } from 'prom-client';
import { Type } from 'typebox';
import type { Database } from '#platform/db';
import { createLogger } from '#platform/telemetry';
import { defineJob } from './define-job.ts';
import { createJobs, type Jobs, type JobsOptions } from './jobs.ts';

/** What the tests of this module ask for, in their own processes and in those they kill. */
export const work = defineJob({ name: 'trial.work', data: Type.Object({ number: Type.Integer() }), attempts: 3, concurrency: 8 });

export const deadly = defineJob({ name: 'trial.deadly', data: Type.Object({}), attempts: 2 });

export function trialJobs(database: Database, changes: Partial<JobsOptions> = {}): Jobs {
  const logger = createLogger({ level: 'silent', name: 'trial' });
  return createJobs({ database, registry: new Registry(), logger, pollMs: 50, leaseMs: 600, scheduleMs: 30, ...changes });
}

/** An effect under a business key, which a second delivery leaves as it is; every delivery is written down beside it. */
export async function doOnce(database: Database, number: number, by: string): Promise<void> {
  await database.transact(async (tx) => {
    await sql`insert into public.deliveries (number, by) values (${number}, ${by})`.execute(tx);
    await sql`insert into public.effects (number) values (${number}) on conflict do nothing`.execute(tx);
  });
}

export const effectTables = `
  create table public.deliveries (number int not null, by text not null, at timestamptz not null default clock_timestamp());
  create table public.effects (number int primary key);
  grant select, insert on public.deliveries, public.effects to akawo_app
`;
