import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import { eventually, testDatabase } from '#test';
import { isAway } from './failures.ts';
import { databaseUnavailable, outcomeUnknown } from './problems.ts';

const database = await testDatabase({ connections: 4, statementTimeoutMs: 1_000 });
const { db, transact } = database;

before(async () => {
  await database.owner(
    'create table public.notes (id int primary key, text text not null, unique (text) deferrable initially deferred)',
  );
  await database.owner('grant select, insert, update, delete on public.notes to akawo_app');
});

async function texts(): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`select text from public.notes order by id`.execute(db);
  return rows.map((row) => row.text);
}

test('what the work wrote is there after the answer, and nothing of it when the work throws', async () => {
  await transact((tx) => sql`insert into public.notes (id, text) values (1, 'kept')`.execute(tx));
  await assert.rejects(
    transact(async (tx) => {
      await sql`insert into public.notes (id, text) values (2, 'lost')`.execute(tx);
      throw new Error('changed my mind');
    }),
    /changed my mind/,
  );
  assert.deepEqual(await texts(), ['kept']);
});

test('a swallowed error never looks like a commit', async () => {
  const work = transact(async (tx) => {
    await sql`insert into public.notes (id, text) values (3, 'half')`.execute(tx);
    await sql`select 1 / 0`.execute(tx).catch(() => {});
  });
  await assert.rejects(work, /its error was not passed on/);
  assert.deepEqual(await texts(), ['kept']);
});

test('a rule that the COMMIT itself checks is an error, and the connection is usable afterwards', async () => {
  const work = transact((tx) => sql`insert into public.notes (id, text) values (4, 'kept')`.execute(tx));
  await assert.rejects(work, { code: '23505' });
  for (let round = 0; round < 8; round++) await transact((tx) => sql`select 1`.execute(tx));
});

test('two transactions that deadlock both end, because the loser runs again', async () => {
  await transact((tx) => sql`insert into public.notes (id, text) values (10, 'a'), (11, 'b')`.execute(tx));
  const runs = { first: 0, second: 0 };
  const both = Promise.withResolvers<void>();
  let arrived = 0;
  const crossing = (who: keyof typeof runs, from: number, to: number) =>
    transact(async (tx) => {
      runs[who]++;
      await sql`update public.notes set text = text || '.' where id = ${from}`.execute(tx);
      if (++arrived === 2) both.resolve();
      await both.promise;
      await sql`update public.notes set text = text || '.' where id = ${to}`.execute(tx);
    });
  await Promise.all([crossing('first', 10, 11), crossing('second', 11, 10)]);
  assert.equal(runs.first + runs.second, 3);
  assert.deepEqual((await texts()).slice(-2), ['a..', 'b..']);
});

test('a connection that breaks during COMMIT is unknown, not failed, and one that breaks before is certainly nothing', async () => {
  const killMe = (tx: Parameters<Parameters<typeof transact>[0]>[0]) =>
    sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx).then(({ rows }) => rows[0]?.pid);
  await assert.rejects(
    transact(async (tx) => {
      const pid = await killMe(tx);
      await database.owner('select pg_terminate_backend($1)', [pid]);
      await sql`select 1`.execute(tx);
    }),
    (thrown) => databaseUnavailable.is(thrown),
  );
  await assert.rejects(
    transact(async (tx) => {
      const pid = await killMe(tx);
      await database.owner('select pg_terminate_backend($1)', [pid]);
    }),
    (thrown) => outcomeUnknown.is(thrown),
  );
});

test('a statement over its time is cut off and the connection lives on', async () => {
  await assert.rejects(sql`select pg_sleep(5)`.execute(db), (thrown) => databaseUnavailable.is(thrown) && isAway(thrown.cause));
  assert.ok((await database.ping()) < 1_000);
});

test('rows travel: a safe int8 is a number, a larger one throws, a time keeps its microseconds', async () => {
  const { rows } =
    await sql`select 9007199254740991::int8 as most, timestamptz '2026-01-02 03:04:05.123456+01' as at, array[1, null]::int8[] as some`.execute(
      db,
    );
  assert.deepEqual(rows[0], { most: 9007199254740991, at: '2026-01-02T02:04:05.123456Z', some: [1, null] });
  await assert.rejects(sql`select 9007199254740992::int8 as more`.execute(db), RangeError);
});

test('a listener hears again after its connection was cut', async () => {
  let heard = 0;
  await database.listen('bell', () => heard++);
  await database.owner("select pg_notify('bell', '')");
  await eventually('the bell rang once', () => heard === 1);
  await database.owner(
    "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%' and datname = current_database()",
  );
  await eventually('the bell rang 2 times', () => heard === 2);
  await database.owner("select pg_notify('bell', '')");
  await eventually('the bell rang 3 times', () => heard === 3);
});
