import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import { testDatabase } from '#test';
import { Problem, type ProblemKind } from '../problem.ts';
import { createOnce } from './index.ts';
import { ask, effect, effectsOf, prepareEffects, render } from './trial.ts';

const database = await testDatabase();
const once = createOnce({ database, render });
before(() => prepareEffects(database));

const outcomes: readonly ProblemKind[] = ['forbidden', 'not_found', 'conflict', 'gone', 'unprocessable', 'locked'];
const attempts: readonly ProblemKind[] = [
  'invalid',
  'unauthenticated',
  'method_not_allowed',
  'too_large',
  'unsupported',
  'too_many',
  'timeout',
  'broken',
  'unavailable',
];

test('a refusal that decides undoes the effects and is the answer from then on', async () => {
  for (const kind of outcomes) {
    const request = ask();
    const refused = await once(request, async (tx) => {
      await effect(request)(tx);
      throw new Problem(`refused_${kind}`, kind, 'No.');
    });
    assert.match(refused.body, new RegExp(`refused_${kind}`));
    assert.deepEqual(await once(request, effect(request)), { ...refused, replayed: true });
    assert.deepEqual(await effectsOf(database, request.key), []);
  }
});

test('a failure of ours, or a refusal of this attempt alone, burns no key', async () => {
  const thrown: readonly Error[] = [
    ...attempts.map((kind) => new Problem(`failed_${kind}`, kind, 'Not now.')),
    new Problem('come_back', 'conflict', 'Not now.', { retryAfterSeconds: 5 }),
    new TypeError('a bug'),
  ];
  for (const failure of thrown) {
    const request = ask();
    const failing = once(request, async (tx) => {
      await effect(request)(tx);
      throw failure;
    });
    await assert.rejects(failing, failure);
    assert.deepEqual(await effectsOf(database, request.key), []);
    assert.equal((await once(request, effect(request))).replayed, false);
  }
});

test('an error of the database inside the work burns no key', async () => {
  const request = ask();
  await assert.rejects(
    once(request, async (tx) => {
      await sql`select 1 / 0`.execute(tx);
      return { status: 201, body: '{}' };
    }),
    { code: '22012' },
  );
  assert.equal((await once(request, effect(request))).replayed, false);
});

test('an answer that is no final one is a bug, and burns no key', async () => {
  for (const status of [199, 400, 401, 429, 500, 503]) {
    const request = ask();
    await assert.rejects(
      once(request, async () => ({ status, body: '{}' })),
      { code: '23514' },
    );
    assert.equal((await once(request, effect(request))).replayed, false);
  }
});

test('the database itself keeps no key that could not have been sent', async () => {
  const keep = (key: string) =>
    sql`insert into platform.idempotency_keys (caller, key, route, body_hash) values ('ada', ${key}, 'POST /trial', ${Buffer.alloc(32)})`.execute(
      database.db,
    );
  for (const key of ['', 'two words', 'naïve', 'a\tb', 'a\n', 'x'.repeat(256)])
    await assert.rejects(keep(key), { code: '23514', constraint: 'idempotency_keys_key_check' });
  for (const key of ['!', '~', 'x'.repeat(255), randomUUID()]) await keep(key);
});
