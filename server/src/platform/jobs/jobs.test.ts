import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { Type } from 'typebox';
import { eventually, testDatabase } from '#test';
import { announcing } from '#platform/events';
import { currentContext, withContext } from '../telemetry/context.ts';
import { defineJob } from './define-job.ts';
import { enqueue, enqueueAll } from './enqueue.ts';
import type { Jobs, JobsOptions } from './jobs.ts';
import { trialJobs, work } from './trial.ts';

const patienceMs = 10_000;
const plain = await testDatabase({ connections: 12 });
const database = announcing(plain);
const { transact } = database;
const running: Jobs[] = [];
/** One at a time, so that there is an order to speak of. */
const single = defineJob({ name: 'trial.single', data: Type.Object({ number: Type.Integer() }), concurrency: 1 });
const brief = defineJob({ name: 'trial.brief', data: Type.Object({}), attempts: 1, timeoutSeconds: 0.1 });

before(async () => {
  const jobs = trialJobs(database);
  await jobs.start();
  await jobs.stop();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((jobs) => jobs.stop(100)));
  await plain.owner('delete from jobs.job');
});

function start(prepare: (jobs: Jobs) => void, changes: Partial<JobsOptions> = {}): Promise<Jobs> {
  const jobs = trialJobs(database, changes);
  running.push(jobs);
  prepare(jobs);
  return jobs.start().then(() => jobs);
}

const ask = (...numbers: number[]) =>
  transact((tx) =>
    enqueueAll(
      tx,
      work,
      numbers.map((number) => ({ data: { number } })),
    ),
  );

/** Instead of waiting for what is to come, have it come now. */
const hurry = () => plain.owner("update jobs.job set start_after = now() where state = 'retry'");

const states = async (queue = work.name) =>
  (await plain.owner<{ state: string }>('select state::text from jobs.job where name = $1 order by created_on', [queue])).map(
    ({ state }) => state,
  );

test('a job is done soon after the commit that asked for it, and one that was undone never', async () => {
  const done: number[] = [];
  await start((jobs) => jobs.handle(work, async ({ number }) => void done.push(number)), { pollMs: 60_000 });
  await assert.rejects(
    transact(async (tx) => {
      await enqueue(tx, work, { number: 1 });
      throw new Error('undone');
    }),
  );
  const asked = performance.now();
  await ask(2);
  await eventually('it was done', () => done.length > 0, patienceMs);
  assert.ok(performance.now() - asked < 2_000);
  assert.deepEqual(done, [2]);
  await eventually('that was written down', async () => (await states()).join() === 'completed', patienceMs);
});

test('the request that asked for a job is known while it is done', async () => {
  const contexts: unknown[] = [];
  await start((jobs) => jobs.handle(work, async () => void contexts.push(currentContext())));
  const context = { correlationId: 'request-7', traceparent: 'trace-7' };
  await withContext(context, () => ask(1));
  await eventually('it was done', () => contexts.length === 1, patienceMs);
  assert.deepEqual(contexts, [context]);
});

test('a job that fails waits twice as long each time, is laid aside with its error, and lives again when replayed, once', async () => {
  const attempts: number[] = [];
  let broken = true;
  const jobs = await start((it) =>
    it.handle(work, async (_data, { attempt }) => {
      attempts.push(attempt);
      if (broken) throw new Error('the post office is closed');
    }),
  );
  await withContext({ correlationId: 'request-9' }, () => ask(5));
  for (const attempt of [1, 2]) {
    const pause = () =>
      plain.owner<{ seconds: number }>(
        "select extract(epoch from start_after - now())::float8 as seconds from jobs.job where state = 'retry' and retry_count = $1",
        [attempt - 1],
      );
    await eventually(`attempt ${attempt} failed`, async () => (await pause()).length === 1, patienceMs);
    const seconds = (await pause())[0]?.seconds ?? 0;
    assert.ok(seconds > 2 ** attempt / 2 - 1 && seconds <= 2 ** attempt, `attempt ${attempt} waits ${seconds} s`);
    await hurry();
  }
  await eventually('it was laid aside', async () => (await jobs.deadJobs()).length === 1, patienceMs);
  const [dead] = await jobs.deadJobs({ queue: 'trial.work' });
  assert.deepEqual(attempts, [1, 2, 3]);
  assert.deepEqual(
    [dead?.queue, dead?.data, dead?.error.message, dead?.attempts, dead?.correlation_id],
    ['trial.work', { number: 5 }, 'the post office is closed', 3, 'request-9'],
  );
  broken = false;
  const ids = [dead?.id ?? ''];
  const replays = await Promise.all([jobs.replay({ ids }), jobs.replay({ ids }), jobs.replay({})]);
  assert.equal(
    replays.reduce((sum, count) => sum + count),
    1,
  );
  await eventually('it was done', () => attempts.length === 4, patienceMs);
  assert.deepEqual(attempts, [1, 2, 3, 1]);
  assert.deepEqual(await jobs.deadJobs(), []);
});

test('poisoned jobs hold up no others, and none is lost: asked for = done + laid aside', async () => {
  const done = new Set<number>();
  const jobs = await start((it) =>
    it.handle(work, async ({ number }) => {
      if (number % 10 === 0) throw new Error('poison');
      done.add(number);
    }),
  );
  await ask(...Array.from({ length: 100 }, (_, number) => number));
  await eventually('the good ones are done', () => done.size === 90, patienceMs);
  await eventually(
    'the others are laid aside',
    async () => {
      await hurry();
      return (await jobs.deadJobs()).length === 10;
    },
    patienceMs,
  );
});

test('two processes never work on the same job at the same time, and each job is done once', async () => {
  const counts = new Map<number, number>();
  const prepare = (jobs: Jobs) =>
    jobs.handle(work, async ({ number }) => {
      counts.set(number, (counts.get(number) ?? 0) + 1);
      await wait(1);
    });
  await Promise.all([start(prepare), start(prepare), start(prepare)]);
  await ask(...Array.from({ length: 300 }, (_, number) => number));
  await eventually('all are done', () => counts.size === 300, patienceMs);
  await eventually('that was written down', async () => (await states()).every((state) => state === 'completed'), patienceMs);
  assert.ok([...counts.values()].every((count) => count === 1));
});

test('a stop lets what runs end and claims nothing more', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const jobs = await start((it) =>
    it.handle(work, async ({ number }) => {
      begun.push(number);
      await wait(150);
      ended.push(number);
    }),
  );
  await ask(...Array.from({ length: 20 }, (_, number) => number));
  await eventually('some have begun', () => begun.length > 0, patienceMs);
  await jobs.stop(5_000);
  assert.deepEqual(ended, begun);
  assert.ok(begun.length < 20);
  assert.equal((await states()).filter((state) => state === 'completed').length, begun.length);
});

test('a job that does not end in time is handed back when its process stops', async () => {
  let told = false;
  const jobs = await start((it) =>
    it.handle(work, async (_data, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      told = true;
    }),
  );
  await ask(1);
  await eventually('it has begun', async () => (await states()).join() === 'active', patienceMs);
  await jobs.stop(50);
  assert.ok(told);
  assert.deepEqual(await states(), ['retry']);
});

test('a job that takes longer than it may has failed', async () => {
  const jobs = await start((it) => it.handle(brief, () => new Promise(() => {})));
  await transact((tx) => enqueue(tx, brief, {}));
  await eventually('it was laid aside', async () => (await jobs.deadJobs()).length === 1, patienceMs);
  assert.match((await jobs.deadJobs())[0]?.error.message ?? '', /took longer than 100 ms/);
});

test('the same key is taken in once, delayed jobs wait, and higher priority goes first', async () => {
  const ids = await Promise.all(
    [1, 2, 3].map((number) => transact((tx) => enqueue(tx, single, { number }, { once: 'payout-1' }))),
  );
  assert.equal(ids.filter((id) => id !== undefined).length, 1);
  const inAnHour = Temporal.Duration.from({ hours: 1 });
  await transact((tx) => enqueue(tx, single, { number: 10 }, { after: inAnHour }));
  await transact((tx) => enqueue(tx, single, { number: 11 }, { runAt: Temporal.Now.instant().add(inAnHour) }));
  await transact((tx) => enqueue(tx, single, { number: 12 }, { priority: 9 }));
  const done: number[] = [];
  await start((jobs) => jobs.handle(single, async ({ number }) => void done.push(number)));
  await eventually('two are done', () => done.length === 2, patienceMs);
  assert.equal(done[0], 12);
  assert.deepEqual((await states(single.name)).toSorted(), ['completed', 'completed', 'created', 'created']);
});

test('a process without handlers asks for work and does none', async () => {
  await start(() => {});
  await ask(1);
  await wait(120);
  assert.deepEqual(await states(), ['created']);
});

test('data that is not what the definition says is refused', async () => {
  const wrong = { number: 'one' } as unknown as { number: number };
  await assert.rejects(
    transact((tx) => enqueue(tx, work, wrong)),
    /not what its definition says/,
  );
});

test('depth, age and outcomes are measured per queue', async () => {
  const registry = new Registry();
  let done = 0;
  await ask(1, 2, 3);
  await transact((tx) => enqueue(tx, work, { number: 4 }, { after: Temporal.Duration.from({ hours: 1 }) }));
  const idle = new Registry();
  await start(() => {}, { registry: idle });
  const text = await idle.metrics();
  assert.match(text, /akawo_jobs\{queue="trial.work",state="waiting"\} 3\n/);
  assert.match(text, /akawo_jobs\{queue="trial.work",state="delayed"\} 1\n/);
  assert.match(text, /akawo_jobs_oldest_waiting_seconds\{queue="trial.work"\} 0\.\d+\n/);
  await start((jobs) => jobs.handle(work, async () => void done++), { registry });
  await eventually(
    'all are counted',
    async () => /akawo_jobs_ended_total\{queue="trial.work",outcome="done"\} 3\n/.test(await registry.metrics()),
    patienceMs,
  );
});
