import type { PgBoss } from 'pg-boss';
import type { Registry } from 'prom-client';
import type { Database } from '#platform/db';
import type { Pulse } from '#platform/events';
import type { Logger } from '#platform/telemetry';
import { openBoss } from './boss.ts';
import { createCaretaker } from './caretaker.ts';
import { type DeadJob, type DeadJobFilter, listDead, replayDead } from './dead.ts';
import { definedJobs, type JobDefinition } from './define-job.ts';
import { jobChannel } from './enqueue.ts';
import { createJobMetrics } from './metrics.ts';
import { ensureQueues } from './queues.ts';
import type { Handler } from './run.ts';
import { createSchedules, type Schedule } from './schedules.ts';
import { createWorker, type Worker } from './worker.ts';

export interface JobsOptions {
  /** One that announces commits, or a job waits for the next poll. */
  readonly database: Database;
  readonly registry: Registry;
  readonly logger: Logger;
  /** How often to look without being woken: the most by which a retry is late. */
  readonly pollMs?: number;
  /** How long a process that has died keeps its jobs. */
  readonly leaseMs?: number;
  /** How often to look whether a period has begun. */
  readonly scheduleMs?: number;
}

export interface Jobs {
  /** Says who does this kind of work, before `start`. */
  handle<Data>(job: JobDefinition<Data>, handler: Handler<Data>): void;
  schedule<Data>(schedule: Schedule<Data>): void;
  /** Makes the queues and works those that have a handler; a process without handlers only makes them, so that it can ask for work. */
  start(): Promise<void>;
  /** Claims nothing more; what runs may end within this time and is handed back after it. */
  stop(graceMs?: number): Promise<void>;
  deadJobs(filter?: DeadJobFilter): Promise<readonly DeadJob[]>;
  replay(filter: DeadJobFilter): Promise<number>;
}

export function createJobs(options: JobsOptions): Jobs {
  const { database, registry, logger, pollMs = 1_000, leaseMs = 10_000, scheduleMs = 1_000 } = options;
  const { db } = database;
  const metrics = createJobMetrics(registry, db, logger);
  const openings: ((boss: PgBoss) => Promise<void>)[] = [];
  const handled = new Set<string>();
  const schedules = new Map<string, Schedule>();
  const workers: Worker[] = [];
  const pulses: Pulse[] = [];
  const deafen: (() => void)[] = [];
  let boss: PgBoss | undefined;

  function opened(): PgBoss {
    if (boss === undefined) throw new Error('the jobs have not been started');
    return boss;
  }

  async function open<Data>(queue: PgBoss, job: JobDefinition<Data>, handler: Handler<Data>): Promise<void> {
    const worker = createWorker({ job, handler, boss: queue, logger, metrics, pollMs, leaseMs });
    workers.push(worker);
    deafen.push(await database.listen(jobChannel(job.name), () => worker.wake()));
  }

  return {
    handle(job, handler) {
      if (handled.has(job.name)) throw new Error(`job ${job.name} is handled twice`);
      handled.add(job.name);
      openings.push((queue) => open(queue, job, handler));
    },
    schedule(schedule) {
      if (schedules.has(schedule.name)) throw new Error(`schedule ${schedule.name} is set twice`);
      schedules.set(schedule.name, schedule);
    },
    async start() {
      await ensureQueues(db, definedJobs());
      boss = await openBoss(db, logger);
      if (handled.size > 0) pulses.push(createCaretaker(boss, db, logger, leaseMs));
      if (schedules.size > 0) pulses.push(createSchedules(boss, database, logger, [...schedules.values()], scheduleMs));
      for (const opening of openings) await opening(boss);
    },
    async stop(graceMs = 20_000) {
      for (const forget of deafen) forget();
      await Promise.all([...pulses.map((pulse) => pulse.stop()), ...workers.map((worker) => worker.stop(graceMs))]);
      await boss?.stop({ graceful: false, close: false });
    },
    deadJobs: (filter = {}) => listDead(db, filter),
    replay: async (filter) => replayDead(opened(), filter),
  };
}
