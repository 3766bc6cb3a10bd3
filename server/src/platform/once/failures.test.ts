import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { KyselyPlugin } from 'kysely';
import { type Database, outcomeUnknown } from '#platform/db';
import { connect, startCuttingProxy, testDatabase } from '#test';
import { createOnce, idempotencyInProgress, type OnceAnswer } from './index.ts';
import { ask, effect, effectsOf, prepareEffects, render } from './trial.ts';

const database = await testDatabase();
const once = createOnce({ database, render });
before(() => prepareEffects(database));

/** The database, but the n-th statement of a transaction fails, just before it is sent or just after it was answered. */
function failingAt(statement: number, side: 'before' | 'after'): Pick<Database, 'transact'> & { readonly failed: () => boolean } {
  let failed = false;
  const plugin = (): KyselyPlugin => {
    let seen = 0;
    const fail = () => {
      failed = true;
      throw new Error('injected');
    };
    return {
      transformQuery: ({ node }) => (++seen === statement && side === 'before' ? fail() : node),
      transformResult: async ({ result }) => (seen === statement && side === 'after' ? fail() : result),
    };
  };
  return {
    failed: () => failed,
    transact: (work) => database.transact((tx) => work(tx.withPlugin(plugin()))),
  };
}

test('whichever statement fails, before or after it was carried out, a retry completes with one effect', async () => {
  let points = 0;
  for (const side of ['before', 'after'] as const) {
    for (let statement = 1; ; statement++) {
      const request = ask();
      const failing = failingAt(statement, side);
      const attempt = createOnce({ database: failing, render })(request, effect(request));
      if (
        await attempt.then(
          () => true,
          () => false,
        )
      )
        break;
      assert.ok(failing.failed());
      assert.deepEqual(await effectsOf(database, request.key), []);
      assert.equal((await once(request, effect(request))).replayed, false);
      assert.deepEqual(await effectsOf(database, request.key), ['done']);
      points++;
    }
  }
  assert.equal(points, 8, 'a claim, a savepoint, the effect and the answer, each on both sides');
});

test('a connection that breaks during COMMIT is settled by the record: one effect, and its answer', async () => {
  const proxy = await startCuttingProxy(database.appUrl);
  const shaky = connect(proxy.url, { connections: 2 });
  after(async () => {
    await shaky.close();
    await proxy.close();
  });
  const onShaky = createOnce({ database: shaky, render });
  const seen: OnceAnswer[] = [];
  for (const [where, replayed] of [
    ['after', true],
    ['before', false],
  ] as const) {
    const request = ask();
    proxy.arm(where);
    const answer = await onShaky(request, effect(request));
    assert.equal(answer.replayed, replayed);
    assert.deepEqual(await effectsOf(database, request.key), ['done']);
    assert.deepEqual(await once(request, effect(request)), { ...answer, replayed: true });
    seen.push(answer);
  }
  assert.equal(seen.length, 2);
});

test('when nobody can be asked, the outcome stays unknown and the same key tells it later', async () => {
  for (const where of ['after', 'before'] as const) {
    const proxy = await startCuttingProxy(database.appUrl);
    const shaky = connect(proxy.url, { connections: 2 });
    after(async () => {
      await shaky.close();
      await proxy.close();
    });
    const request = ask();
    proxy.arm(where, true);
    await assert.rejects(createOnce({ database: shaky, render })(request, effect(request)), (thrown) =>
      outcomeUnknown.is(thrown),
    );
    // The server may need a moment to notice that the first one's client is gone.
    const later = await askUntilSettled(() => once(request, effect(request)));
    assert.equal(later.replayed, where === 'after');
    assert.deepEqual(await effectsOf(database, request.key), ['done']);
  }
});

async function askUntilSettled(attempt: () => Promise<OnceAnswer>): Promise<OnceAnswer> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (thrown) {
      if (!idempotencyInProgress.is(thrown) || tries === 100) throw thrown;
      await wait(10);
    }
  }
}
