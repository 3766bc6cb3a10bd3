import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import { eventually, testDatabase } from '#test';
import { type Tx } from './database.ts';
import { databaseUnavailable } from './problems.ts';
import { send, sendAtOnce } from './send.ts';

const database = await testDatabase({ connections: 4, statementTimeoutMs: 1_000 });
const { db, transact } = database;

before(async () => {
  await database.owner('create table public.notes (id int primary key, text text not null)');
  await database.owner('grant select, insert on public.notes to akawo_app');
});

const note = (id: number, text: unknown) => sql`insert into public.notes (id, text) values (${id}, ${text})`;

async function noted(reader: typeof db = db): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from public.notes order by id`.execute(reader);
  return rows.map(({ id }) => id);
}

test('what was only sent is there for the next statement, and after the answer', async () => {
  const during = await transact(async (tx) => {
    await send(tx, note(1, 'sent'));
    await send(tx, note(2, 'sent, too'));
    return noted(tx);
  });
  await transact((tx) => send(tx, note(3, 'last')));
  assert.deepEqual(
    [during, await noted()],
    [
      [1, 2],
      [1, 2, 3],
    ],
  );
});

test('what fails after it was only sent fails the next statement or the COMMIT with its own error, and nothing stays', async () => {
  const endings: Record<string, (tx: Tx) => Promise<unknown>> = {
    'the COMMIT': async () => {},
    'the next statement': (tx) => sql`select 1`.execute(tx).then(() => assert.fail('it went well')),
    'the COMMIT behind another one': (tx) => send(tx, note(11, 'behind')),
    'even if a statement after it was swallowed': (tx) => sql`select 1`.execute(tx).catch(() => {}),
  };
  for (const [who, ending] of Object.entries(endings)) {
    const work = transact(async (tx) => {
      await note(10, 'kept').execute(tx);
      await send(tx, note(1, 'there already'));
      await ending(tx);
    });
    await assert.rejects(work, { code: '23505', constraint: 'notes_pkey' }, who);
  }
  assert.deepEqual(await noted(), [1, 2, 3]);
});

test('what is sent at once is done while nobody has asked for anything else, and what is only sent is not', async () => {
  const sent = [1, 2].map((id) => `select pg_advisory_xact_lock(${id})`);
  const held = async () => {
    const rows = await database.owner<{ id: number }>(
      `select objid::int as id from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
    );
    return rows.map(({ id }) => id);
  };
  await transact(async (tx) => {
    await sendAtOnce(tx, sql.raw(sent[0] ?? ''));
    await eventually('the first is done', async () => (await held()).length > 0);
    await send(tx, sql.raw(sent[1] ?? ''));
    assert.deepEqual(await held(), [1]);
  });
});

test('what could not even be sent is not missing from what is committed, and harms nobody afterwards', async () => {
  const circular: Record<string, unknown> = {};
  circular['itself'] = circular;
  for (const goOn of [async () => {}, (tx: Tx) => sql`select 1`.execute(tx).then(() => assert.fail('it went well'))]) {
    const work = transact(async (tx) => {
      await note(20, 'half').execute(tx);
      await send(tx, note(21, circular));
      await goOn(tx);
    });
    await assert.rejects(work, TypeError);
  }
  assert.deepEqual(await noted(), [1, 2, 3]);
  for (const id of [22, 23, 24, 25, 26]) await transact((tx) => note(id, 'the next ones').execute(tx));
});

test('a server that ends, or loses its patience, over what was only sent has certainly committed nothing', async () => {
  await assert.rejects(
    transact((tx) => send(tx, sql`select pg_sleep(5)`)),
    (thrown) => databaseUnavailable.is(thrown),
  );
  await assert.rejects(
    transact(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await note(30, 'half').execute(tx);
      await send(tx, sql`select pg_sleep(0.8)`);
      void database.owner('select pg_terminate_backend($1)', [rows[0]?.pid]);
    }),
    (thrown) => databaseUnavailable.is(thrown),
  );
  assert.ok(!(await noted()).includes(30));
});
