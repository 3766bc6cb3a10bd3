export { type DeadJob, type DeadJobFilter } from './dead.ts';
export { defineJob, type JobDefinition } from './define-job.ts';
export { enqueue, enqueueAll, type EnqueueOptions } from './enqueue.ts';
export { createJobs, type Jobs, type JobsOptions } from './jobs.ts';
export type { Handler, Run } from './run.ts';
export type { Schedule } from './schedules.ts';
export { jobsSchema } from './schema.ts';
