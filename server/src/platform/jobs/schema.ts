import { getConstructionPlans } from 'pg-boss';

/** Where the queue's library keeps its tables, and the queue to which it moves what has failed for good. */
export const jobsSchemaName = 'jobs';
export const deadQueue = 'dead';

/** The owner makes these tables with the other migrations, under the version that made them; the application only uses them. */
export const jobsSchema = {
  name: 'jobs:pg-boss-12.35.0',
  sql: `${withoutTransaction(getConstructionPlans(jobsSchemaName))}\n${ours()}`,
};

/** A migration is one transaction already. */
function withoutTransaction(plan: string): string {
  const inner = /^\s*begin;(?<statements>.*)commit;\s*$/is.exec(plan)?.groups?.['statements'];
  if (inner === undefined) throw new Error('the plan of the job tables has another form than expected');
  return inner;
}

function ours(): string {
  return `
    -- Named after the day of the installation, which would make every database look different; statistics are not kept.
    do $$
    declare day regclass;
    begin
      for day in select inhrelid::regclass from pg_inherits where inhparent = 'jobs.queue_stats'::regclass loop
        execute format('drop table %s', day);
      end loop;
    end $$;
    create index job_claimed on jobs.job_common (heartbeat_on) where state = 'active';
    create index job_finished on jobs.job_common (completed_on) where completed_on is not null;
    insert into jobs.queue
      (name, policy, retry_limit, retry_delay, retry_backoff, expire_seconds, retention_seconds, deletion_seconds, partition, table_name)
    values ('${deadQueue}', 'standard', 0, 0, false, 60, 1000000000, 0, false, 'job_common');
    grant usage on schema jobs to akawo_app;
    grant select on jobs.version to akawo_app;
    grant select, insert, update on jobs.queue to akawo_app;
    grant select, insert, update, delete on jobs.job, jobs.job_common to akawo_app;
  `;
}
