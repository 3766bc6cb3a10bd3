import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { eventually, testDatabase } from '#test';
import { announcing } from '#platform/events';
import { enqueue, enqueueAll } from './enqueue.ts';
import { deadly, doOnce, effectTables, trialJobs, work } from './trial.ts';

const patienceMs = 15_000;
const plain = await testDatabase();
const database = announcing(plain);

before(() => plain.owner(effectTables));

function workElsewhere(): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, 'worker.trial.ts'), plain.appUrl.reveal()], { stdio: 'inherit' });
}

const hurry = () => plain.owner("update jobs.job set start_after = now() where state = 'retry'");

const ask = (...numbers: number[]) =>
  database.transact((tx) =>
    enqueueAll(
      tx,
      work,
      numbers.map((number) => ({ data: { number } })),
    ),
  );

test('jobs whose process is killed between effect and answer are done again by another, with one effect each', async () => {
  const jobs = trialJobs(database);
  await jobs.start();
  const numbers = Array.from({ length: 8 }, (_, number) => number);
  await ask(...numbers);
  const child = workElsewhere();
  const effects = async () => (await plain.owner('select from public.effects')).length;
  await eventually('all have taken effect', async () => (await effects()) === numbers.length, patienceMs);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await jobs.stop();

  const others = trialJobs(database);
  others.handle(work, ({ number }) => doOnce(database, number, 'the other'));
  await others.start();
  const completed = async () => (await plain.owner("select from jobs.job where state = 'completed'")).length;
  await eventually(
    'all are done',
    async () => {
      await hurry();
      return (await completed()) === numbers.length;
    },
    patienceMs,
  );
  await others.stop();
  const deliveries = await plain.owner<{ by: string; count: string }>(
    'select by, count(*) from public.deliveries group by by order by by',
  );
  assert.deepEqual(
    deliveries.map(({ by, count }) => [by, Number(count)]),
    [
      ['the killed one', numbers.length],
      ['the other', numbers.length],
    ],
  );
  assert.equal(await effects(), numbers.length);
});

test('a job that kills every process that takes it is laid aside, and the dead processes cost the others nothing', async () => {
  const jobs = trialJobs(database, { leaseMs: 100 });
  jobs.handle(work, async () => {});
  await database.transact((tx) => enqueue(tx, deadly, {}));
  for (let attempt = 1; attempt <= deadly.attempts; attempt++) {
    await once(workElsewhere(), 'exit');
    await plain.owner("update jobs.job set heartbeat_on = now() - interval '1 minute' where state = 'active'");
    await hurry();
  }
  await jobs.start();
  await eventually('it was laid aside', async () => (await jobs.deadJobs()).length === 1, patienceMs);
  assert.match((await jobs.deadJobs())[0]?.error.message ?? '', /died or lost its claim/);
  await jobs.stop();
});
