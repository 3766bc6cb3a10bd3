import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#platform/id';
import { testDatabase } from '#test';
import { meetDevice } from './credentials/known-devices.ts';
import { sweepIdentity } from './jobs.ts';
import { newPerson } from './sessions/trial.ts';

const database = await testDatabase();

test('what has been good for nothing for long is thrown away, and nothing else', async () => {
  const person = await newPerson(database);
  const session = (name: string, expires: string, ended: string | null) =>
    database.owner(
      `insert into identity.sessions (id, person_id, address, user_agent, expires_at, ended_at, ended_because)
       values ($1, $2, '', $3, now() + $4::interval, now() + $5::interval, case when $5::text is not null then 'logged_out' end)`,
      [newId(), person, name, expires, ended],
    );
  await session('alive', '29 days', null);
  await session('ended lately', '29 days', '-29 days');
  await session('expired lately', '-29 days', null);
  await session('ended long ago', '29 days', '-31 days');
  await session('expired long ago', '-31 days', null);
  const [old] = await database.owner<{ id: string }>("select id from identity.sessions where user_agent = 'ended long ago'");
  for (const [hash, expires] of [
    ['old', '-2 days'],
    ['new', '-1 hour'],
  ])
    await database.owner(
      `insert into identity.pin_tokens (hash, person_id, session_id, intent_hash, expires_at)
       values (sha256($1::bytea), $2, $3, sha256('x'), now() + $4::interval)`,
      [
        hash,
        person,
        hash === 'old'
          ? old?.id
          : (await database.owner<{ id: string }>("select id from identity.sessions where user_agent = 'alive'"))[0]?.id,
        expires,
      ],
    );
  for (const [purpose, expires] of [
    ['verify_email', '-31 days'],
    ['reset_password', '-29 days'],
  ])
    await database.owner(
      `insert into identity.mail_codes (id, person_id, purpose, email, expires_at) values ($1, $2, $3, 'ada@example.com', now() + $4::interval)`,
      [newId(), person, purpose, expires],
    );

  assert.equal(await sweepIdentity(database), 4);
  assert.equal(await sweepIdentity(database), 0);
  const sessions = await database.owner<{ user_agent: string }>('select user_agent from identity.sessions order by user_agent');
  assert.deepEqual(
    sessions.map(({ user_agent }) => user_agent),
    ['alive', 'ended lately', 'expired lately'],
  );
  assert.equal((await database.owner('select from identity.pin_tokens')).length, 1);
  assert.equal((await database.owner('select from identity.mail_codes')).length, 1);
});

test('a device that was not seen for 400 days is forgotten, unless it is the last one that its owner signed in from', async () => {
  const [often, seldom] = [await newPerson(database), await newPerson(database)];
  const meet = (person: string, program: string, seen: string) =>
    database.owner(
      `insert into identity.known_devices (person_id, fingerprint, first_seen_at, last_seen_at)
       values ($1, sha256($2::bytea), now() - interval '9 years', now() - $3::interval)`,
      [person, program, seen],
    );
  await meet(often, 'laptop', '399 days');
  await meet(often, 'old phone', '401 days');
  await meet(often, 'older phone', '5 years');
  await meet(seldom, 'phone', '2 years');
  await meet(seldom, 'tablet', '3 years');
  assert.equal(await sweepIdentity(database), 3);
  assert.equal(await sweepIdentity(database), 0);
  const left = await database.owner<{ person_id: string; program: string }>(
    `select person_id, program from identity.known_devices
     join unnest(array['laptop', 'old phone', 'older phone', 'phone', 'tablet']) as program on fingerprint = sha256(program::bytea)`,
  );
  assert.deepEqual(
    new Map(left.map(({ person_id, program }) => [person_id, program])),
    new Map<string, string>([
      [often, 'laptop'],
      [seldom, 'phone'],
    ]),
  );
  assert.equal(left.length, 2);
});

test('whoever comes from a strange device to an account that was quiet for years is still told of', async () => {
  const person = await newPerson(database);
  const comes = (userAgent: string) =>
    database.transact((tx) => meetDevice(tx, person, { address: '198.51.100.7', userAgent, requestId: 'r' }));
  assert.equal((await comes('phone')).isStrange, false, 'the first of all is no news');
  await database.owner(`update identity.known_devices set first_seen_at = '2020-01-01', last_seen_at = '2020-01-01'`);
  await sweepIdentity(database);
  assert.equal((await comes('somebody else’s')).isStrange, true);
});
