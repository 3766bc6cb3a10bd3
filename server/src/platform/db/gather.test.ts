import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { gather } from './gather.ts';

function counting({ atOnce }: { atOnce?: number } = {}) {
  const batches: number[] = [];
  const ask = gather(
    async (questions: readonly number[]) => {
      batches.push(questions.length);
      await wait(5);
      return questions.map((question) => question * 2);
    },
    atOnce === undefined ? {} : { atOnce },
  );
  return { ask, batches };
}

test('everybody gets his own answer, and those who ask together share a statement', async () => {
  const { ask, batches } = counting();
  const answers = await Promise.all(Array.from({ length: 300 }, (_, index) => ask(index)));
  assert.deepEqual(
    answers,
    Array.from({ length: 300 }, (_, index) => index * 2),
  );
  assert.ok(batches.length <= 3, `${batches.length} statements`);
});

test('a question that comes while a statement runs is asked by the next one', async () => {
  const { ask, batches } = counting();
  const first = ask(1);
  await wait(1);
  const others = [ask(2), ask(3)];
  assert.deepEqual(await Promise.all([first, ...others]), [2, 4, 6]);
  assert.deepEqual(batches, [1, 2]);
});

test('no statement carries more than it may', async () => {
  const { ask, batches } = counting({ atOnce: 7 });
  await Promise.all(Array.from({ length: 50 }, (_, index) => ask(index)));
  assert.ok(batches.every((size) => size <= 7));
  assert.equal(
    batches.reduce((sum, size) => sum + size, 0),
    50,
  );
});

test('a failure reaches those who shared the statement, and nobody after them', async () => {
  let fails = true;
  const ask = gather(async (questions: readonly number[]) => {
    if (fails) throw new Error('no');
    return questions;
  });
  const refused = await Promise.allSettled([ask(1), ask(2)]);
  assert.ok(refused.every(({ status }) => status === 'rejected'));
  fails = false;
  assert.equal(await ask(3), 3);
});

test('an answer too few is a failure and never somebody else’s answer', async () => {
  const ask = gather(async (questions: readonly number[]) => questions.slice(1));
  await assert.rejects(Promise.all([ask(1), ask(2)]), /2 questions were given 1 answers/);
});
