import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, testDatabase } from '#test';
import { type PersonId } from '../person.ts';
import { ask, bearing } from '../sessions/trial.ts';
import { goodPassword, trialWorld } from './trial.ts';

const connection = await testDatabase();
const world = await trialWorld(connection);
const { post, newcomer, code, letters, trail } = world;
const fresh = 'seven quiet lanterns';

test('who forgot his password sets another with the code from the letter, and the old one is good no more', async () => {
  const { id, email } = await newcomer();
  const asked = await post('password/forgot', { email: email.toUpperCase() });
  assert.equal(asked.status, 202);
  const given = await code(email, 'reset_password');
  assert.deepEqual(await letters(id), ['verify_email', 'reset_password']);
  assert.equal((await post('password/reset', { code: given, new_password: fresh })).status, 204);
  assert.equal((await post('login', { email, password: goodPassword })).code, 'credentials_wrong');
  const { status, body } = await post('login', { email, password: fresh });
  assert.equal(status, 200);
  assert.equal((body['user'] as { email_verified: boolean }).email_verified, true, 'he reads what is sent to the address');
  assert.deepEqual((await letters(id)).at(-1), 'password_changed');
  const told = await trail(id);
  assert.ok(told.includes('password_reset_requested') && told.includes('password_reset'));
});

test('a reset ends every session on the very next request, and every key with the sessions that it opened', async () => {
  const { id, email, token, refreshToken } = await newcomer();
  const owner = { personId: id as PersonId };
  const { api_key } = await world.keys.create(owner, { name: 'shop', permissions: ['transfer'], expiry: '1D' });
  const byKey = String((await post('login', { email, api_key })).body['access_token']);
  await post('password/forgot', { email });
  const given = await code(email, 'reset_password');
  assert.equal((await ask(world, 'GET', '/trial/transfer', { headers: bearing(byKey) })).status, 200);

  assert.equal((await post('password/reset', { code: given, new_password: fresh })).status, 204);
  assert.equal((await ask(world, 'GET', '/trial/person', { headers: bearing(token) })).code, 'session_ended');
  assert.equal((await ask(world, 'GET', '/trial/transfer', { headers: bearing(byKey) })).code, 'session_ended');
  assert.equal((await ask(world, 'GET', '/trial/transfer', { headers: { 'x-api-key': api_key } })).code, 'api_key_revoked');
  assert.equal((await post('refresh', { refresh_token: refreshToken })).code, 'session_ended');
});

test('fifty who use one code at once set one password', async () => {
  const { email } = await newcomer();
  await post('password/forgot', { email });
  const given = await code(email, 'reset_password');
  const wishes = Array.from({ length: 50 }, (_, n) => `${fresh} ${n}`);
  const answers = await Promise.all(wishes.map((new_password) => post('password/reset', { code: given, new_password })));
  assert.equal(answers.filter(({ status }) => status === 204).length, 1);
  assert.ok(answers.every(({ status, code: refusal }) => status === 204 || refusal === 'mail_code_invalid'));
  const winner = wishes[answers.findIndex(({ status }) => status === 204)];
  assert.equal((await post('login', { email, password: winner })).status, 200);
});

test('whoever signs in with the old password while it is reset is out afterwards, however the two meet', async () => {
  const { email } = await newcomer();
  await post('password/forgot', { email });
  const given = await code(email, 'reset_password');
  const entries = Array.from({ length: 20 }, () => post('login', { email, password: goodPassword }));
  const reset = post('password/reset', { code: given, new_password: fresh });
  const late = Array.from({ length: 20 }, () => post('login', { email, password: goodPassword }));
  assert.equal((await reset).status, 204);
  const letIn = (await Promise.all([...entries, ...late])).filter(({ status }) => status === 200);
  const next = await Promise.all(
    letIn.map(({ body }) => ask(world, 'GET', '/trial/person', { headers: bearing(String(body['access_token'])) })),
  );
  assert.ok(letIn.length > 0, 'some were in time');
  assert.ok(next.every(({ code: refusal }) => refusal === 'session_ended'));
});

test('a password that is refused does not cost the code', async () => {
  const { email } = await newcomer();
  await post('password/forgot', { email });
  const given = await code(email, 'reset_password');
  assert.equal((await post('password/reset', { code: given, new_password: 'password' })).code, 'password_too_weak');
  assert.equal((await post('password/reset', { code: given, new_password: fresh })).status, 204);
});

test('a code that nobody was given is refused, in whatever form it comes', async () => {
  for (const given of ['x', '0'.repeat(70), `${'A'.repeat(69)}=`, '../../etc/passwd', "' or true --"]) {
    const { status, code: refusal } = await post('password/reset', { code: given, new_password: fresh });
    assert.deepEqual([status, refusal], [422, 'mail_code_invalid']);
  }
});

test('somebody who is locked out after many wrong guesses gets in again by a reset', async () => {
  const { email } = await newcomer();
  const from = { address: '10.99.0.1' };
  for (let n = 0; n < 10; n++) await post('login', { email, password: 'wrong' }, from);
  assert.equal((await post('login', { email, password: goodPassword }, from)).code, 'too_many_attempts');
  await post('password/forgot', { email }, from);
  assert.equal(
    (await post('password/reset', { code: await code(email, 'reset_password'), new_password: fresh }, from)).status,
    204,
  );
  assert.equal((await post('login', { email, password: fresh }, from)).status, 200);
});

test('nobody is written to who does not exist, is banned, or has confirmed his address already', async () => {
  const banned = await newcomer();
  const verified = await newcomer();
  await connection.owner(`update identity.people set banned_at = now(), ban_reason = 'fraud' where id = $1`, [banned.id]);
  await connection.owner('update identity.people set email_verified_at = now() where id = $1', [verified.id]);
  await post('password/forgot', { email: 'nobody@example.ng' });
  await post('password/forgot', { email: banned.email });
  await post('email/resend', { email: verified.email });
  await eventually('all was looked at', async () => {
    const [row] = await connection.owner<{ left: number }>(
      `select count(*)::int as left from jobs.job where name = 'identity.send_mail_code' and state <> 'completed'`,
    );
    return row?.left === 0;
  });
  assert.deepEqual(await letters(banned.id), ['verify_email']);
  assert.deepEqual(await letters(verified.id), ['verify_email']);
});

test('neither a code nor a password is in any job, event, log line of the trail, or column but the hash', async () => {
  const { email } = await newcomer({ password: 'canary sings at dawn 77' });
  await post('password/forgot', { email });
  const given = await code(email, 'reset_password');
  await post('login', { email, password: 'canary was caught 88' });
  const [row] = await connection.owner<{ everything: string }>(`
    select concat(
      (select string_agg(j::text, '') from jobs.job j), (select string_agg(e::text, '') from platform.events e),
      (select string_agg(s::text, '') from identity.security_events s), (select string_agg(p::text, '') from identity.people p),
      (select string_agg(m::text, '') from identity.mail_codes m), (select string_agg(l::text, '') from platform.limit_counts l)
    ) as everything`);
  assert.ok((row?.everything.length ?? 0) > 1_000);
  for (const secret of ['canary', given]) assert.ok(!row?.everything.includes(secret), secret);
});
