import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { KyselyPlugin } from 'kysely';
import { Registry } from 'prom-client';
import { databaseUnavailable, type Transact } from '#platform/db';
import { Secret } from '#platform/secret';
import { connect, testDatabase } from '#test';
import { createStrictLimiter, type LimitRule } from './index.ts';

const database = await testDatabase();
const elsewhere = connect(database.appUrl);
after(() => elsewhere.close());
const limiter = createStrictLimiter({ database, registry: new Registry() });
const sameElsewhere = createStrictLimiter({ database: elsewhere, registry: new Registry() });
const rule = (name: string, max: number, windowMs = 900_000): LimitRule => ({ name, max, windowMs });

test('two hundred guesses at once, from two processes, get the maximum and not one more', async () => {
  const claims = [{ rule: rule('pin', 5), subject: 'ada' }];
  const verdicts = await Promise.all(
    Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? limiter : sameElsewhere).take(claims)),
  );
  assert.equal(verdicts.filter((verdict) => verdict.allowed).length, 5);
  assert.ok(verdicts.every(({ allowed, retryAfterMs }) => allowed === (retryAfterMs === 0)));
});

test('guesses under two limits at once never deadlock, and one refused by either takes from neither', async () => {
  let attempts = 0;
  const transact: Transact = (work) => database.transact((tx) => (attempts++, work(tx)));
  const watched = createStrictLimiter({ database: { transact }, registry: new Registry() });
  const [account, address] = [rule('account', 10), rule('address', 30)];
  const take = (index: number) => {
    const claims = [
      { rule: account, subject: `account ${index % 5}` },
      { rule: address, subject: 'one address' },
    ];
    return watched.take(index % 2 === 0 ? claims : claims.toReversed());
  };
  const verdicts = await Promise.all(Array.from({ length: 120 }, (_, index) => take(index)));
  assert.equal(verdicts.filter((verdict) => verdict.allowed).length, 30);
  const counts = await database.owner<{ total: number }>(
    `select sum(cardinality(taken))::int as total from platform.limit_counts where rule = 'account'`,
  );
  assert.equal(counts[0]?.total, 30);
  assert.equal(attempts, 120, 'one ran again after a lost race');
});

test('a guess that was refused stays refused when the window ends while its wait is being read', async () => {
  let now = 1_800_000_000_000;
  const slow: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      now += 400;
      return result;
    },
  };
  const transact: Transact = (work) => database.transact((tx) => work(tx.withPlugin(slow)));
  const lingering = createStrictLimiter({ database: { transact }, registry: new Registry(), now: () => now });
  const claims = [{ rule: rule('edge', 1, 500), subject: 'a' }];
  assert.equal((await lingering.take(claims)).allowed, true);
  const { allowed, retryAfterMs } = await lingering.take(claims);
  assert.deepEqual({ allowed, retryAfterMs }, { allowed: false, retryAfterMs: 1 });
});

test('the count survives the process, and is made once for the whole cluster', async () => {
  const claims = [{ rule: rule('restart', 1), subject: 'a' }];
  await limiter.take(claims);
  assert.equal((await createStrictLimiter({ database: elsewhere, registry: new Registry() }).take(claims)).allowed, false);
});

test('a right guess starts the count again, for that count alone', async () => {
  const [mine, other] = ['a', 'b'].map((subject) => ({ rule: rule('forgiven', 1), subject }));
  assert.ok(mine && other);
  for (const claim of [mine, other]) assert.equal((await limiter.take([claim])).allowed, true);
  await limiter.forgive(mine);
  assert.equal((await limiter.take([mine])).allowed, true);
  assert.equal((await limiter.take([other])).allowed, false);
});

test('when the database is away nobody may guess', async () => {
  const nowhere = new URL(database.appUrl.reveal());
  nowhere.port = '1';
  const orphan = createStrictLimiter({ database: connect(new Secret(nowhere.href)), registry: new Registry() });
  await assert.rejects(orphan.take([{ rule: rule('away', 5), subject: 'a' }]), (thrown) => databaseUnavailable.is(thrown));
});

test('sweeping drops what has left its window, a bounded number at a time, and nothing else', async () => {
  await database.owner('delete from platform.limit_counts');
  await database.owner(`
    insert into platform.limit_counts
    select 'old', lpad(n::text, 43, '0'), 1, interval '1 minute', array[now() - interval '2 minutes'], now() - interval '1 minute'
    from generate_series(1, 1500) n`);
  await limiter.take([{ rule: rule('young', 5), subject: 'a' }]);
  assert.equal(await limiter.sweep(), 1_000);
  assert.equal(await limiter.sweep(), 500);
  assert.equal(await limiter.sweep(), 0);
  assert.deepEqual(await database.owner('select rule from platform.limit_counts'), [{ rule: 'young' }]);
});

test('a maximum that was lowered holds at once, one that was raised lets more through', async () => {
  const take = (max: number) => limiter.take([{ rule: rule('changed', max), subject: 'a' }]);
  for (let index = 0; index < 4; index++) assert.equal((await take(4)).allowed, true);
  assert.equal((await take(2)).allowed, false);
  assert.equal((await take(5)).remaining, 0);
  assert.equal((await take(5)).allowed, false);
});

test('no name of anybody is kept', async () => {
  await limiter.take([{ rule: rule('private', 5), subject: 'ada@example.com' }]);
  const rows = await database.owner<{ text: string }>(`select counts::text as text from platform.limit_counts counts`);
  assert.ok(rows.length > 0 && rows.every((row) => !row.text.includes('ada')));
});
