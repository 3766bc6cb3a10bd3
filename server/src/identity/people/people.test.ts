import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#platform/id';
import { testDatabase } from '#test';
import { goodPassword, trialWorld } from '../credentials/trial.ts';
import { type PersonId } from '../person.ts';
import { ask, bearing } from '../sessions/trial.ts';
import { banPerson, unbanPerson } from './ban-person.ts';
import { changeRole } from './change-role.ts';
import { changeTier } from './change-tier.ts';
import { createPerson } from './create-person.ts';
import { findPerson } from './find-person.ts';
import { presentPerson } from './present-person.ts';

const connection = await testDatabase();
const world = await trialWorld(connection);
const { database, newcomer, post, trail } = world;

async function told(personId: string): Promise<string[]> {
  const rows = await connection.owner<{ type: string }>('select type from platform.events where owner = $1 order by id', [
    personId,
  ]);
  return rows.map(({ type }) => type);
}

test('a person is found by his id and by any spelling of his address, and presented without what is not his to see', async () => {
  const made = await database.transact((tx) =>
    createPerson(tx, { email: 'Chidi@Example.NG', email_verified: true, first_name: 'Chidi', last_name: 'Eze', role: 'support' }),
  );
  assert.deepEqual(await findPerson(database.db, { id: made.id }), made);
  assert.deepEqual(await findPerson(database.db, { email: 'CHIDI@example.ng' }), made);
  assert.equal(await findPerson(database.db, { id: newId<'people'>() }), undefined);
  assert.ok(!JSON.stringify(made).includes('password'));
  const { avatar_url, email_verified, ...user } = presentPerson({ ...made, avatar: 'x.webp' }, 'https://wallet.example');
  assert.equal(avatar_url, 'https://wallet.example/api/v1/avatars/x.webp');
  assert.equal(email_verified, true);
  assert.ok(!('banned_at' in user) && user.role === 'support');
});

test('a ban ends sessions and keys on the next request, refuses the right password, and is on record', async () => {
  const admin = await newcomer();
  const { id, email, token, refreshToken } = await newcomer();
  const personId = id as PersonId;
  const { api_key } = await world.keys.create({ personId }, { name: 'shop', permissions: ['transfer'], expiry: '1D' });
  const ban = { personId, doneBy: admin.id as PersonId, reason: 'fraud' };
  assert.equal((await database.transact((tx) => banPerson(world, tx, ban)))?.id, id);

  assert.equal((await ask(world, 'GET', '/trial/person', { headers: bearing(token) })).code, 'person_banned');
  assert.equal((await ask(world, 'GET', '/trial/transfer', { headers: { 'x-api-key': api_key } })).code, 'person_banned');
  assert.equal((await post('login', { email, password: goodPassword })).code, 'person_banned');
  assert.ok([401, 403].includes((await post('refresh', { refresh_token: refreshToken })).status));
  assert.ok((await trail(id)).includes('banned'));
  assert.ok((await told(id)).includes('person.changed') && (await told(id)).includes('person.sessions_ended'));
  const [row] = await connection.owner('select ban_reason from identity.people where id = $1', [id]);
  assert.deepEqual(row, { ban_reason: 'fraud' });
  assert.equal(await database.transact((tx) => banPerson(world, tx, ban)), undefined, 'once is enough');

  await database.transact((tx) => unbanPerson(tx, ban));
  assert.equal((await post('login', { email, password: goodPassword })).status, 200);
  assert.equal((await ask(world, 'GET', '/trial/transfer', { headers: { 'x-api-key': api_key } })).code, 'api_key_revoked');
  assert.equal(await database.transact((tx) => unbanPerson(tx, ban)), undefined);
});

test('a ban that is rolled back has ended nothing', async () => {
  const { id, token } = await newcomer();
  const regret = database.transact(async (tx) => {
    await banPerson(world, tx, { personId: id as PersonId, reason: 'fraud' });
    throw new Error('second thoughts');
  });
  await assert.rejects(regret, /second thoughts/);
  assert.equal((await ask(world, 'GET', '/trial/person', { headers: bearing(token) })).status, 200);
});

test('a new role ends the sessions that carry the old one, and says what changed', async () => {
  const { id, email, token } = await newcomer();
  const act = { personId: id as PersonId, role: 'support' as const };
  assert.equal((await ask(world, 'GET', '/trial/staff', { headers: bearing(token) })).code, 'staff_required');
  assert.equal((await database.transact((tx) => changeRole(world, tx, act)))?.role, 'support');
  assert.equal((await ask(world, 'GET', '/trial/staff', { headers: bearing(token) })).code, 'session_ended');
  const again = (await post('login', { email, password: goodPassword })).body;
  assert.equal((await ask(world, 'GET', '/trial/staff', { headers: bearing(String(again['access_token'])) })).status, 200);
  assert.equal(await database.transact((tx) => changeRole(world, tx, act)), undefined, 'he has it already');
  const [row] = await connection.owner(
    `select details from identity.security_events where person_id = $1 and kind = 'role_changed'`,
    [id],
  );
  assert.deepEqual(row, { details: { before: 'user', after: 'support' } });
});

test('another tier is an event, and is on record with who gave it and why, which its owner is not shown', async () => {
  const staff = (await newcomer()).id as PersonId;
  const { id, token } = await newcomer();
  const change = { personId: id as PersonId, tier: 2, doneBy: staff, reason: 'the papers fit, though barely' } as const;
  assert.equal((await database.transact((tx) => changeTier(tx, change)))?.tier, 2);
  assert.equal(await database.transact((tx) => changeTier(tx, change)), undefined, 'he has it already');
  assert.deepEqual(
    (await told(id)).filter((type) => type === 'person.changed'),
    ['person.changed'],
  );
  const rows = await connection.owner(
    `select done_by, details from identity.security_events where person_id = $1 and kind = 'tier_changed'`,
    [id],
  );
  assert.deepEqual(rows, [{ done_by: staff, details: { before: 1, after: 2, reason: change.reason } }]);
  const { body } = await ask(world, 'GET', '/api/v1/users/me/security-events', { headers: bearing(token) });
  const { data } = body as unknown as { data: { kind: string; by_staff: boolean; details: object }[] };
  const seen = data.find(({ kind }) => kind === 'tier_changed');
  assert.deepEqual([seen?.by_staff, seen?.details], [true, { before: 1, after: 2 }]);
});

test('a tier that is rolled back was never given', async () => {
  const { id } = await newcomer();
  const regret = database.transact(async (tx) => {
    await changeTier(tx, { personId: id as PersonId, tier: 3, reason: 'a mistake' });
    throw new Error('second thoughts');
  });
  await assert.rejects(regret, /second thoughts/);
  assert.equal((await findPerson(database.db, { id: id as PersonId }))?.tier, 1);
  assert.ok(!(await told(id)).includes('person.changed'));
});
