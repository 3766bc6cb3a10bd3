import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { type PersonId } from '../person.ts';
import { ask, bearing } from '../sessions/trial.ts';
import { goodPassword, trialWorld } from './trial.ts';

const connection = await testDatabase();
const world = await trialWorld(connection);
const { post, newcomer, code, letters, trail } = world;
const fresh = 'seven quiet lanterns';
const change = { current_password: goodPassword, new_password: fresh };

test('a new password ends the other sessions on their next request, and this one goes on', async () => {
  const { id, email, token } = await newcomer();
  const other = (await post('login', { email, password: goodPassword })).body;
  assert.equal((await post('password/change', change, { token })).status, 204);
  const otherToken = String(other['access_token']);
  assert.equal((await ask(world, 'GET', '/trial/person', { headers: bearing(otherToken) })).code, 'session_ended');
  assert.equal((await post('refresh', { refresh_token: other['refresh_token'] })).code, 'session_ended');
  assert.equal((await ask(world, 'GET', '/trial/person', { headers: bearing(token) })).status, 200);
  assert.equal((await post('login', { email, password: goodPassword })).code, 'credentials_wrong');
  assert.equal((await post('login', { email, password: fresh })).status, 200);
  assert.deepEqual((await letters(id)).at(-1), 'password_changed');
  assert.ok((await trail(id)).includes('password_changed'));
});

test('a stranger, a key and the session of a key may not change it', async () => {
  const { id, email } = await newcomer();
  const owner = { personId: id as PersonId };
  const { api_key } = await world.keys.create(owner, { name: 'shop', permissions: ['read', 'transfer'], expiry: '1D' });
  const byKey = String((await post('login', { email, api_key })).body['access_token']);
  assert.equal((await post('password/change', change)).code, 'sign_in_required');
  assert.equal((await post('password/change', change, { token: byKey })).code, 'person_required');
  assert.equal((await post('login', { email, password: goodPassword })).status, 200);
});

test('whoever has the session but not the password is refused, told to its owner, and soon not even listened to', async () => {
  const { id, token } = await newcomer();
  const guess = { ...change, current_password: 'not the one' };
  const answers = [];
  for (let n = 0; n < 12; n++) answers.push(await post('password/change', guess, { token }));
  assert.deepEqual(
    answers.map(({ status, code: refusal }) => `${status} ${refusal}`),
    [...Array<string>(10).fill('403 password_wrong'), ...Array<string>(2).fill('429 too_many_attempts')],
  );
  assert.equal((await trail(id)).filter((kind) => kind === 'log_in_failed').length, 10);
  assert.equal((await post('password/change', change, { token })).code, 'too_many_attempts', 'not even with the right one');
});

test('a weak new password is refused', async () => {
  const { token } = await newcomer();
  const { status, code: refusal } = await post('password/change', { ...change, new_password: 'Akawo2026!' }, { token });
  assert.deepEqual([status, refusal], [422, 'password_too_weak']);
});

test('a letter that would still set another password is good no more', async () => {
  const { email, token } = await newcomer();
  await post('password/forgot', { email });
  const given = await code(email, 'reset_password');
  assert.equal((await post('password/change', change, { token })).status, 204);
  assert.equal((await post('password/reset', { code: given, new_password: goodPassword })).code, 'mail_code_invalid');
});

test('of ten changes at once from ten sessions one is made, and only its session is left', async () => {
  const { email, token } = await newcomer();
  const tokens = [token];
  for (let n = 0; n < 9; n++) tokens.push(String((await post('login', { email, password: goodPassword })).body['access_token']));
  const wishes = tokens.map((_, n) => ({ ...change, new_password: `${fresh} ${n}` }));
  const answers = await Promise.all(wishes.map((wish, n) => post('password/change', wish, { token: tokens[n] })));
  const winners = answers.flatMap(({ status }, n) => (status === 204 ? [n] : []));
  assert.equal(winners.length, 1, JSON.stringify(answers.map(({ code: refusal }) => refusal)));
  const alive = await Promise.all(tokens.map((one) => ask(world, 'GET', '/trial/person', { headers: bearing(one) })));
  assert.deepEqual(
    alive.flatMap(({ status }, n) => (status === 200 ? [n] : [])),
    winners,
  );
  assert.equal((await post('login', { email, password: wishes[winners[0] ?? -1]?.new_password })).status, 200);
});

test('who has none yet is shown how to get one', async () => {
  const { id, token } = await newcomer();
  await connection.owner('update identity.people set password_hash = null where id = $1', [id]);
  const { code: refusal, body } = await post('password/change', change, { token });
  assert.equal(refusal, 'password_wrong');
  assert.match(String(body['detail']), /letter/);
});
