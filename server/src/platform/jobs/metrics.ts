import { sql } from 'kysely';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Db } from '#platform/db';
import type { Logger } from '#platform/telemetry';
import { deadQueue } from './schema.ts';

export interface JobMetrics {
  started(queue: string): void;
  ended(queue: string, outcome: 'done' | 'failed' | 'dead', since: number): void;
}

interface Depth {
  readonly queue: string;
  readonly state: 'waiting' | 'delayed' | 'running' | 'dead';
  readonly jobs: number;
  readonly oldest_seconds: number;
}

const freshMs = 1_000;

export function createJobMetrics(registry: Registry, db: Db, logger: Logger): JobMetrics {
  const registers = [registry];
  const running = new Gauge({
    name: 'akawo_jobs_running',
    help: 'Jobs this process works on.',
    labelNames: ['queue'],
    registers,
  });
  const duration = new Histogram({
    name: 'akawo_job_duration_seconds',
    help: 'How long one attempt took, with the writing down of its end.',
    labelNames: ['queue', 'outcome'],
    buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60],
    registers,
  });
  const ended = new Counter({
    name: 'akawo_jobs_ended_total',
    help: 'Attempts by outcome: done, failed (to be tried again), dead (laid aside).',
    labelNames: ['queue', 'outcome'],
    registers,
  });
  const depth = new Gauge({
    name: 'akawo_jobs',
    help: 'Jobs in the database by state.',
    labelNames: ['queue', 'state'],
    registers,
    async collect() {
      const measurements = await measured();
      depth.reset();
      for (const { queue, state, jobs } of measurements) depth.set({ queue, state }, jobs);
    },
  });
  const oldest = new Gauge({
    name: 'akawo_jobs_oldest_waiting_seconds',
    help: 'For how long the oldest job that could run has been waiting.',
    labelNames: ['queue'],
    registers,
    async collect() {
      const measurements = await measured();
      oldest.reset();
      for (const { queue, oldest_seconds } of measurements.filter(({ state }) => state === 'waiting'))
        oldest.set({ queue }, oldest_seconds);
    },
  });

  let latest: Promise<readonly Depth[]> | undefined;
  let latestAt = -Infinity;

  function measured(): Promise<readonly Depth[]> {
    if (latest === undefined || performance.now() - latestAt > freshMs) {
      latestAt = performance.now();
      latest = measure(db).catch((thrown: unknown) => {
        logger.warn({ err: thrown }, 'the depth of the job queues is unknown');
        return [];
      });
    }
    return latest;
  }

  return {
    started: (queue) => running.inc({ queue }),
    ended(queue, outcome, since) {
      running.dec({ queue });
      ended.inc({ queue, outcome });
      duration.observe({ queue, outcome }, (performance.now() - since) / 1_000);
    },
  };
}

async function measure(db: Db): Promise<readonly Depth[]> {
  const { rows } = await sql<Depth>`
    select
      coalesce(source_name, name) as queue,
      case
        when name = ${deadQueue} then 'dead'
        when state = 'active' then 'running'
        when start_after > jobs.job_now() then 'delayed'
        else 'waiting'
      end as state,
      count(*) as jobs,
      coalesce(extract(epoch from clock_timestamp() - min(start_after)), 0)::float8 as oldest_seconds
    from jobs.job_common
    where (state < 'active' and not blocked) or state = 'active'
    group by 1, 2
  `.execute(db);
  return rows;
}
