import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Type } from 'typebox';
import { eventually, testDatabase } from '#test';
import { announcing } from '#platform/events';
import { clock } from '../clock.ts';
import { defineJob } from './define-job.ts';
import type { Jobs } from './jobs.ts';
import { trialJobs } from './trial.ts';

const patienceMs = 10_000;
const plain = await testDatabase();
const database = announcing(plain);
const statement = defineJob({ name: 'trial.statement', data: Type.Object({ due: Type.String() }) });
let keepers: Jobs[] = [];

/** Two processes that keep the same time; what they ask for stays in the queue. */
async function keepTime(): Promise<void> {
  keepers = [trialJobs(database), trialJobs(database)];
  for (const jobs of keepers) {
    jobs.schedule({ name: 'statements', cron: '30 6 * * *', job: statement, data: (due) => ({ due: due.toString() }) });
  }
  await Promise.all(keepers.map((jobs) => jobs.start()));
  await eventually('it is known', async () => (await plain.owner('select from platform.job_schedules')).length === 1, patienceMs);
}

const rest = () => Promise.all(keepers.splice(0).map((jobs) => jobs.stop()));

const asked = async () =>
  (await plain.owner<{ due: string }>("select data -> 'data' ->> 'due' as due from jobs.job order by created_on")).map(
    ({ due }) => due,
  );

beforeEach(() => plain.owner('delete from jobs.job; delete from platform.job_schedules'));

afterEach(async () => {
  await rest();
  clock.reset();
});

test('a daily duty falls due once a day at half past six in Lagos, with two processes keeping the time', async () => {
  await keepTime();
  for (let day = 1; day <= 4; day++) {
    clock.move({ hours: 24 });
    await eventually(`day ${day} was served`, async () => (await asked()).length === day, patienceMs);
  }
  await wait(100);
  const dues = await asked();
  assert.equal(dues.length, 4);
  assert.equal(new Set(dues).size, 4);
  for (const due of dues) assert.match(due, /T05:30:00Z$/);
});

test('periods missed while nobody kept the time are made up for once, with the latest of them', async () => {
  await keepTime();
  await rest();
  clock.move({ hours: 24 * 5 });
  await keepTime();
  await eventually('one was served', async () => (await asked()).length === 1, patienceMs);
  await wait(100);
  const [due = '', ...more] = await asked();
  assert.deepEqual(more, []);
  const age = Temporal.Instant.from(due).until(clock.now()).total('hours');
  assert.ok(age >= 0 && age < 24, `the period was ${age} hours old`);
});

test('a clock that goes back serves no period again', async () => {
  await keepTime();
  clock.move({ hours: 24 });
  await eventually('one was served', async () => (await asked()).length === 1, patienceMs);
  clock.move({ hours: -12 });
  await wait(100);
  clock.move({ hours: 12 });
  await wait(100);
  assert.equal((await asked()).length, 1);
});
