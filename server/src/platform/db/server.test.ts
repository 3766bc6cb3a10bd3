import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { connect, emptyDatabase, testDatabase } from '#test';
import { Secret } from '../secret.ts';
import { dumpSchema } from './dump.ts';
import { databaseUnavailable } from './problems.ts';
import { provisionApplicationRole } from './provision.ts';
import { verifyServer } from './verify.ts';

const database = await testDatabase();

test('the role the application runs under is neither superuser nor owner, and cannot become one', async () => {
  const { refusals } = await verifyServer(database.db);
  assert.deepEqual(
    refusals.filter((refusal) => /superuser|owns/.test(refusal)),
    [],
  );
  for (const attempt of [
    sql`set role akawo_owner`,
    sql`create table public.mine (id int)`,
    sql`delete from platform.migrations`,
  ]) {
    await assert.rejects(attempt.execute(database.db), { code: '42501' });
  }
});

test('an owner in the place of the application, and a forgetful server, are refused by name', async () => {
  const asOwner = connect(database.ownerUrl);
  const { refusals } = await verifyServer(asOwner.db);
  await asOwner.close();
  assert.ok(refusals.some((refusal) => refusal.includes('superuser')));
  assert.ok(refusals.some((refusal) => refusal.startsWith('fsync is off')));
});

test('a role that exists with another password is refused with the way out, never taken over', async () => {
  const { ownerUrl } = database;
  await assert.rejects(
    provisionApplicationRole({ ownerUrl, password: new Secret('another') }),
    /exists with another password.*DATABASE_APP_URL/,
  );
});

test('the dump is the same each time and shows a change', async () => {
  const empty = await emptyDatabase();
  try {
    const before = await dumpSchema(empty.ownerUrl);
    assert.equal(await dumpSchema(empty.ownerUrl), before);
    assert.notEqual(await dumpSchema(database.ownerUrl), before);
    assert.match(await dumpSchema(database.ownerUrl), /create table platform\.migrations \(\n {2}name text not null,/);
  } finally {
    await empty.drop();
  }
});

test('a database that is not there is a refusal with a retry, quickly', async () => {
  const nowhere = connect(new Secret('postgres://akawo_app:x@127.0.0.1:1/akawo'));
  const started = performance.now();
  await assert.rejects(nowhere.ping(), (thrown) => databaseUnavailable.is(thrown) && thrown.details.retryAfterSeconds === 2);
  await assert.rejects(
    nowhere.transact(async () => {}),
    (thrown) => databaseUnavailable.is(thrown),
  );
  assert.ok(performance.now() - started < 1_000);
  await nowhere.close();
});
