import { inContextOf, within } from '#platform/events';
import { span } from '#platform/telemetry';
import type { JobDefinition } from './define-job.ts';
import type { Envelope } from './enqueue.ts';

export interface Run {
  readonly jobId: string;
  /** 1 the first time. */
  readonly attempt: number;
  /** Fires when the attempt has taken too long or the process has to go; what is done afterwards counts for nothing. */
  readonly signal: AbortSignal;
}

/** Does the work. It may be called again for the same job, after a failure or a crash, so what it does is done once by a business key. */
export type Handler<Data> = (data: Data, run: Run) => Promise<void>;

/** A job that this process holds. The attempt it is at fences what becomes of it: a late answer of an earlier one changes nothing. */
export interface Claim {
  readonly id: string;
  readonly retryCount: number;
  readonly data: Envelope;
}

/** One attempt, on behalf of the request that asked for it. */
export function runJob<Data>(
  job: JobDefinition<Data>,
  handler: Handler<Data>,
  { id, retryCount, data: envelope }: Claim,
  leaving: AbortSignal,
): Promise<void> {
  return inContextOf(envelope, () =>
    span(`job ${job.name}`, { 'job.id': id, 'job.attempt': retryCount + 1 }, () =>
      within(job.timeoutSeconds * 1_000, async (late) => {
        if (!job.check(envelope.data)) throw new Error(`the data of this ${job.name} job is not what its definition says`);
        await handler(envelope.data, { jobId: id, attempt: retryCount + 1, signal: AbortSignal.any([late, leaving]) });
      }),
    ),
  );
}
