import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { type Transact } from '#platform/db';
import { eventually, testDatabase } from '#test';
import { type ApiKeyId } from '../principal.ts';
import { newPerson, trialProcess } from '../sessions/trial.ts';
import { createKeyUse } from './key-use.ts';

const database = await testDatabase();
const { keys } = await trialProcess(database);
const logger = pino({ level: 'silent' });

async function newKeys(count: number): Promise<ApiKeyId[]> {
  const ids: ApiKeyId[] = [];
  for (let made = 0; made < count; made++) {
    const personId = await newPerson(database);
    ids.push((await keys.create({ personId }, { name: 'Till', permissions: ['read'], expiry: '1D' })).id as ApiKeyId);
  }
  return ids;
}

/** Milliseconds since each of them was used; nothing for those that never were. */
async function agesOf(ids: readonly ApiKeyId[]): Promise<(number | null)[]> {
  const rows = await database.owner<{ age: number | null }>(
    `select (extract(epoch from clock_timestamp() - last_used_at) * 1000)::float8 as age
     from unnest($1::uuid[]) with ordinality as wanted (id, place) join identity.api_keys using (id) order by place`,
    [ids],
  );
  return rows.map(({ age }) => age);
}

function counted() {
  let writes = 0;
  const transact: Transact = (work) => {
    writes++;
    return database.transact(work);
  };
  return { database: { transact }, writes: () => writes };
}

test('ten thousand uses of three keys are one statement, which stopping writes', async () => {
  const ids = await newKeys(4);
  const watched = counted();
  const use = createKeyUse({ ...watched, logger });
  for (let count = 0; count < 10_000; count++) for (const id of ids.slice(0, 3)) use.note(id);
  assert.deepEqual(await agesOf(ids), [null, null, null, null]);
  await use.stop();
  assert.equal(watched.writes(), 1);
  const [first, second, third, unused] = await agesOf(ids);
  for (const age of [first, second, third]) assert.ok(typeof age === 'number' && age >= 0 && age < 2_000);
  assert.equal(unused, null);
});

test('a use is written without being asked for, with the moment at which it was', async () => {
  const ids = await newKeys(1);
  const use = createKeyUse({ database, logger, everyMs: 30 });
  for (const id of ids) use.note(id);
  const noted = performance.now();
  await eventually('it is written', async () => (await agesOf(ids))[0] !== null);
  const [age] = await agesOf(ids);
  assert.ok(Math.abs((age ?? NaN) - (performance.now() - noted)) < 200);
  await use.stop();
});

test('an older use never replaces a younger one', async () => {
  const ids = await newKeys(1);
  await database.owner(`update identity.api_keys set last_used_at = now() + interval '1 hour' where id = any($1)`, [ids]);
  const use = createKeyUse({ database, logger });
  for (const id of ids) use.note(id);
  await use.stop();
  const [age] = await agesOf(ids);
  assert.ok((age ?? 0) < -3_000_000);
});

test('a key that somebody holds, or a database that is away, costs nothing but time', async () => {
  const [held, free] = await newKeys(2);
  assert.ok(held !== undefined && free !== undefined);
  let isAway = true;
  const transact: Transact = (work) => (isAway ? Promise.reject(new Error('away')) : database.transact(work));
  const use = createKeyUse({ database: { transact }, logger, everyMs: 30 });
  const locked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holder = database.transact(async (tx) => {
    await tx
      .selectFrom('identity.api_keys' as never)
      .select('id' as never)
      .where('id' as never, '=', held as never)
      .forUpdate()
      .execute();
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  use.note(held);
  use.note(free);
  isAway = false;
  await eventually('the free one is written', async () => (await agesOf([free]))[0] !== null);
  assert.deepEqual(await agesOf([held]), [null]);
  release.resolve();
  await holder;
  await eventually('the other one is written', async () => (await agesOf([held]))[0] !== null);
  await use.stop();
});
