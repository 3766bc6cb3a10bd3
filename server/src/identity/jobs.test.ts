import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#platform/id';
import { testDatabase } from '#test';
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
