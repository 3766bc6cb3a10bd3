import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, testDatabase } from '#test';
import { ask, bearing, newPerson, trialProcess } from './trial.ts';
import { rotateTokenKey } from './rotate-token-key.ts';

const database = await testDatabase();
const [here, there] = await Promise.all([trialProcess(database), trialProcess(database)]);
const person = await newPerson(database);

const kidOf = (token: string) =>
  (JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString()) as { kid: string }).kid;
const signIn = async () => (await here.logIn(person)).access_token;
const statusOf = async (token: string) => (await ask(there, 'GET', '/trial/person', { headers: bearing(token) })).status;
const passTime = (time: string) =>
  database.owner('update identity.token_keys set created_at = created_at - $1::interval', [time]);

test('a new key signs when everybody knows it, and the one before is believed until its last token has expired', async () => {
  const before = await signIn();
  assert.equal(kidOf(before), '1');
  assert.equal(await here.database.transact(rotateTokenKey), 2);
  await eventually('both processes know it', () =>
    [here, there].every(({ standing }) => standing.tokenKeys().accepted.includes(2)),
  );
  assert.equal(kidOf(await signIn()), '1', 'a process that has not heard of it could not read its tokens');

  await passTime('6 seconds');
  await eventually('it signs', () => here.standing.tokenKeys().current === 2);
  const after = await signIn();
  assert.equal(kidOf(after), '2');
  assert.deepEqual([await statusOf(before), await statusOf(after)], [200, 200]);

  await passTime('21 minutes');
  await eventually('the first one is over', () => !there.standing.tokenKeys().accepted.includes(1));
  const [header = '', payload = ''] = before.split('.');
  assert.equal(await statusOf(`${header}.${payload}.${'A'.repeat(43)}`), 401);
  const late = await trialProcess(database);
  assert.equal((await ask(late, 'GET', '/trial/person', { headers: bearing(before) })).code, 'access_token_invalid');
  assert.equal((await ask(late, 'GET', '/trial/person', { headers: bearing(after) })).status, 200);
});
