import { Type } from 'typebox';
import type { Database } from '#platform/db';
import { pruneEvents } from '#platform/events';
import { defineJob } from '#platform/jobs';
import type { Jobs } from '#platform/jobs';
import type { StrictLimiter } from '#platform/limits';
import { pruneAnswers } from '#platform/once';

const eventsKeptDays = 400;
const nothing = Type.Object({});

const pruneAnswersDaily = defineJob({ name: 'house.prune_answers', data: nothing, timeoutSeconds: 600 });
const pruneEventsDaily = defineJob({ name: 'house.prune_events', data: nothing, timeoutSeconds: 600 });
const sweepLimitsHourly = defineJob({ name: 'house.sweep_limits', data: nothing });

interface House {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly strictLimiter: StrictLimiter;
}

/** What has to be thrown away now and then, so that no table grows without end. At night in Lagos, when few are awake. */
export function keepHouse({ database, jobs, strictLimiter }: House): void {
  jobs.handle(pruneAnswersDaily, async () => void (await pruneAnswers(database)));
  jobs.handle(pruneEventsDaily, async () => void (await pruneEvents(database.db, eventsKeptDays)));
  jobs.handle(sweepLimitsHourly, async () => {
    while ((await strictLimiter.sweep()) > 0);
  });
  jobs.schedule({ name: 'house.prune_answers', cron: '15 3 * * *', job: pruneAnswersDaily, data: () => ({}) });
  jobs.schedule({ name: 'house.prune_events', cron: '45 3 * * *', job: pruneEventsDaily, data: () => ({}) });
  jobs.schedule({ name: 'house.sweep_limits', cron: '7 * * * *', job: sweepLimitsHourly, data: () => ({}) });
}
