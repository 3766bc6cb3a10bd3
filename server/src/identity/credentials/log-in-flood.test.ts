import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { testDatabase } from '#test';
import { ask, bearing } from '../sessions/trial.ts';
import { goodPassword, trialWorld } from './trial.ts';

/** Dear enough that the whole crowd has come before the first of it is hashed. */
const hashing = { memoryKib: 65_536, parallel: 2, waiting: 4 };
const crowd = 120;

const connection = await testDatabase();
const world = await trialWorld(connection, { hashing });
const { post, newcomer, hashingNow } = world;

test('a flood of log-ins from everywhere keeps two lanes busy and holds up nobody else: one too many is told when to come back', async (t) => {
  const { email, token } = await newcomer();
  const over = new AbortController();
  let most = 0;
  const watching = (async () => {
    while (!over.signal.aborted) {
      most = Math.max(most, await hashingNow());
      await wait(2);
    }
  })();
  const flood = Promise.all(
    Array.from({ length: crowd }, (_, n) =>
      post('login', n % 2 === 0 ? { email: `nobody.${n}@example.ng`, password: 'wrong' } : { email, password: goodPassword }),
    ),
  );
  let answeredMeanwhile = 0;
  while (most < hashing.parallel) await wait(2);
  while ((await hashingNow()) === hashing.parallel) {
    const { status } = await ask(world, 'GET', '/trial/person', { headers: bearing(token) });
    assert.equal(status, 200);
    answeredMeanwhile += 1;
    await wait(2);
  }
  const answers = await flood;
  over.abort();
  await watching;

  assert.equal(most, hashing.parallel, 'and never more');
  const refused = answers.filter(({ status }) => status === 429);
  for (const { code, headers } of refused) {
    assert.ok(code === 'hashing_busy' || code === 'too_many_attempts');
    assert.ok(Number(headers['retry-after']) >= 1);
  }
  const served = answers.filter(({ status }) => status !== 429);
  for (const { status } of served) assert.ok(status === 200 || status === 401);
  assert.ok(served.length >= hashing.parallel + hashing.waiting, `${served.length} were served`);
  assert.ok(refused.length > served.length, `only ${refused.length} were refused`);
  assert.ok(answeredMeanwhile >= 10, `only ${answeredMeanwhile} others were answered meanwhile`);
  t.diagnostic(
    `sent=${crowd} hashed=${served.length} refused=${refused.length} most_at_once=${most} others=${answeredMeanwhile}`,
  );
  assert.equal((await post('login', { email, password: goodPassword })).status, 200, 'and then it is over');
});
