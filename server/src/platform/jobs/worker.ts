import type { PgBoss } from 'pg-boss';
import { createPulse, inContextOf } from '#platform/events';
import type { Logger } from '#platform/telemetry';
import type { JobDefinition } from './define-job.ts';
import type { Envelope } from './enqueue.ts';
import type { JobMetrics } from './metrics.ts';
import { type Claim, type Handler, runJob } from './run.ts';
import { createSettler } from './settle.ts';

export interface Worker {
  wake(): void;
  /** Claims nothing more; gives what runs this long to end, then hands it back. */
  stop(graceMs: number): Promise<void>;
}

export interface WorkerOptions<Data> {
  readonly job: JobDefinition<Data>;
  readonly handler: Handler<Data>;
  readonly boss: PgBoss;
  readonly logger: Logger;
  readonly metrics: JobMetrics;
  readonly pollMs: number;
  /** How long a claim lasts unless it is renewed. */
  readonly leaseMs: number;
}

interface Underway {
  readonly claim: Claim;
  readonly since: number;
  readonly ended: Promise<void>;
}

/** Works one queue: claims as many as it has hands for, and again as soon as a good part of the hands is free. */
export function createWorker<Data>(options: WorkerOptions<Data>): Worker {
  const { job, handler, boss, logger, metrics, pollMs, leaseMs } = options;
  const settler = createSettler(boss, job.name, logger);
  const leaving = new AbortController();
  const underway = new Map<string, Underway>();
  let mayHaveMore = false;

  async function step(): Promise<number> {
    const hands = job.concurrency - underway.size;
    mayHaveMore = true;
    if (hands === 0) return pollMs;
    // We have no groups; asked this way, the library claims by a list of ids, which stays fast when the statistics of the table are old.
    const claims: Claim[] = await boss.fetch<Envelope>(job.name, { batchSize: hands, groupConcurrency: 1 });
    mayHaveMore = claims.length === hands;
    for (const claim of claims) begin(claim);
    return pollMs;
  }

  function begin(claim: Claim): void {
    metrics.started(job.name);
    const since = performance.now();
    const ended = work(claim, since).finally(() => {
      underway.delete(claim.id);
      if (mayHaveMore && underway.size <= job.concurrency / 2) pulse.wake();
    });
    underway.set(claim.id, { claim, since, ended });
  }

  async function work(claim: Claim, since: number): Promise<void> {
    try {
      await runJob(job, handler, claim, leaving.signal);
    } catch (thrown) {
      const attempt = claim.retryCount + 1;
      const dead = attempt >= job.attempts;
      metrics.ended(job.name, dead ? 'dead' : 'failed', since);
      inContextOf(claim.data, () => {
        const facts = { err: thrown, queue: job.name, job_id: claim.id, attempt };
        if (dead) logger.error(facts, 'a job failed for good and was laid aside');
        else logger.warn(facts, 'a job failed and will be tried again');
      });
      return settler.failed(claim, thrown);
    }
    await settler.done(claim);
    metrics.ended(job.name, 'done', since);
  }

  const renewal = setInterval(() => {
    const old = [...underway.values()].filter(({ since }) => performance.now() - since > leaseMs / 4).map(({ claim }) => claim);
    if (old.length > 0)
      boss.touch(job.name, old).catch((thrown: unknown) => logger.warn({ err: thrown }, 'claims could not be renewed'));
  }, leaseMs / 3).unref();
  const pulse = createPulse(step, (thrown) => logger.warn({ err: thrown, queue: job.name }, 'jobs cannot be claimed'));

  return {
    wake: () => pulse.wake(),
    async stop(graceMs) {
      await pulse.stop();
      const all = Promise.all([...underway.values()].map(({ ended }) => ended));
      const grace = Promise.withResolvers<void>();
      const timer = setTimeout(grace.resolve, graceMs);
      await Promise.race([all, grace.promise]);
      clearTimeout(timer);
      clearInterval(renewal);
      const left = [...underway.values()].map(({ claim }) => claim);
      const reason = new Error('the process stopped before the job had ended');
      await Promise.all(left.map((claim) => settler.failed(claim, reason)));
      leaving.abort(reason);
    },
  };
}
