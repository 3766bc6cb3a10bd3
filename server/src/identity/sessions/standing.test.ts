import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import { eventually, testDatabase } from '#test';
import { type SessionId } from '../principal.ts';
import { ask, bearing, newPerson, type TrialProcess, trialProcess } from './trial.ts';

const database = await testDatabase();
const [here, there] = await Promise.all([trialProcess(database), trialProcess(database)]);

const codeIn = async (process: TrialProcess, token: string) => {
  const { status, code } = await ask(process, 'GET', '/trial/person', { headers: bearing(token) });
  return code ?? status;
};
const endAs = (session: SessionId) =>
  database.owner("update identity.sessions set ended_at = clock_timestamp(), ended_because = 'logged_out' where id = $1", [
    session,
  ]);

/** How long a process goes on serving somebody; the worst of several, in milliseconds. */
async function longestServed(end: (session: SessionId, person: string) => Promise<unknown>, rounds: number): Promise<number> {
  let longest = 0;
  for (let round = 0; round < rounds; round++) {
    const person = await newPerson(database);
    const { access_token: token, session_id: session } = await here.logIn(person);
    assert.equal(await codeIn(there, token), 200);
    await end(session, person);
    const ended = performance.now();
    assert.equal(await codeIn(here, token), 'session_ended', 'refused at once where it was ended');
    await eventually('the other process refuses it', async () => (await codeIn(there, token)) === 'session_ended');
    longest = Math.max(longest, performance.now() - ended);
  }
  return longest;
}

test('an ended session is refused at once in the process that ends it and within a second in every other', async (t) => {
  const longest = await longestServed(
    (session, person) =>
      here.database.transact((tx) => here.sessions.end(tx, { personId: person as never, only: session, because: 'logged_out' })),
    10,
  );
  t.diagnostic(`announced: at most ${longest.toFixed(0)} ms`);
  assert.ok(longest <= 1_000);
});

test('even when nobody announces it', async (t) => {
  let longest = 0;
  for (let round = 0; round < 3; round++) {
    const { access_token: token, session_id: session } = await here.logIn(await newPerson(database));
    assert.equal(await codeIn(there, token), 200);
    await endAs(session);
    const ended = performance.now();
    await eventually('it is refused', async () => (await codeIn(there, token)) === 'session_ended');
    longest = Math.max(longest, performance.now() - ended);
  }
  t.diagnostic(`unannounced: at most ${longest.toFixed(0)} ms`);
  assert.ok(longest <= 1_000);
});

test('a transaction that took long before it committed is not missed', async () => {
  const { access_token: token, session_id: session } = await here.logIn(await newPerson(database));
  const slow = new pg.Client({ connectionString: database.ownerUrl.reveal() });
  await slow.connect();
  try {
    await slow.query('begin');
    await slow.query(
      "update identity.sessions set ended_at = now() - interval '3 minutes', ended_because = 'logged_out' where id = $1",
      [session],
    );
    const later = await here.logIn(await newPerson(database));
    await endAs(later.session_id);
    await eventually('the others have been seen', () => there.standing.isSessionEnded(later.session_id));
    assert.equal(await codeIn(there, token), 200);
    await slow.query('commit');
    await eventually('it is refused', async () => (await codeIn(there, token)) === 'session_ended', 1_000);
  } finally {
    await slow.end();
  }
});

test('an end that was rolled back ends nothing', async () => {
  const person = await newPerson(database);
  const { access_token: token, session_id: session } = await here.logIn(person);
  const undone = here.database.transact(async (tx) => {
    await here.sessions.end(tx, { personId: person, because: 'logged_out' });
    throw new Error('not after all');
  });
  await assert.rejects(undone, /not after all/);
  assert.equal(here.standing.isSessionEnded(session), true, 'so the database is asked');
  assert.equal(await codeIn(here, token), 200);
});

test('a banned person is refused by name', async () => {
  const person = await newPerson(database);
  const { access_token: token, refresh_token } = await here.logIn(person);
  await here.database.transact(async (tx) => {
    await here.sessions.end(tx, { personId: person, because: 'banned' });
  });
  await database.owner("update identity.people set banned_at = now(), ban_reason = 'fraud' where id = $1", [person]);
  await eventually('he is refused everywhere', async () => (await codeIn(there, token)) === 'person_banned');
  assert.equal(await codeIn(here, token), 'person_banned');
  assert.equal((await ask(here, 'POST', '/api/v1/auth/refresh', { body: { refresh_token } })).code, 'person_banned');
  await assert.rejects(here.logIn(person), { code: 'person_banned' });
});

test('a ban and a log-in at the same moment leave nobody signed in', async () => {
  for (let round = 0; round < 10; round++) {
    const person = await newPerson(database);
    const ban = here.database.transact(async (tx) => {
      await sql`select pg_sleep(random() * 0.01)`.execute(tx);
      await sql`update identity.people set banned_at = now(), ban_reason = 'fraud' where id = ${person}`.execute(tx);
      await here.sessions.end(tx, { personId: person, because: 'banned' });
    });
    await Promise.allSettled([ban, ...Array.from({ length: 4 }, () => there.logIn(person))]);
    const alive = await database.owner('select from identity.sessions where person_id = $1 and ended_at is null', [person]);
    assert.equal(alive.length, 0);
  }
});

test('a process that can not look any more asks the database at each request, and believes nobody when that is away too', async () => {
  const blind = await trialProcess(database);
  const [staying, leaving] = [await here.logIn(await newPerson(database)), await here.logIn(await newPerson(database))];
  assert.equal(await codeIn(blind, leaving.access_token), 200);
  const blocker = new pg.Client({ connectionString: database.ownerUrl.reveal() });
  await blocker.connect();
  try {
    await blocker.query('begin; lock table identity.token_keys in access exclusive mode');
    await eventually('its last look is too old', () => !blind.standing.isFresh());
    await endAs(leaving.session_id);
    assert.equal(await codeIn(blind, leaving.access_token), 'session_ended');
    assert.equal(await codeIn(blind, staying.access_token), 200);
    await blind.cutOff();
    assert.equal(await codeIn(blind, staying.access_token), 'database_unavailable');
  } finally {
    await blocker.query('rollback');
    await blocker.end();
  }
});
