import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { eventually, testDatabase } from '#test';
import { type ApiKeyId } from '../principal.ts';
import { createHasher } from '../passwords/hasher.ts';
import { type PersonId } from '../person.ts';
import { ask, bearing, derive, phone } from '../sessions/trial.ts';
import { logIn } from './log-in.ts';
import { setPassword } from './set-password.ts';
import { cheap, goodPassword, newAddress, trialWorld } from './trial.ts';

const connection = await testDatabase();
const world = await trialWorld(connection);
const { post, newcomer, trail, letters } = world;

async function storedHash(id: string): Promise<string> {
  const [row] = await connection.owner<{ password_hash: string }>('select password_hash from identity.people where id = $1', [
    id,
  ]);
  return row?.password_hash ?? '';
}

test('the right password opens a session, in any spelling of the address', async () => {
  const { id, email } = await newcomer();
  const { status, body } = await post('login', { email: email.toUpperCase(), password: goodPassword });
  assert.equal(status, 200);
  assert.equal((body['user'] as { id: string }).id, id);
  assert.equal((await ask(world, 'GET', '/trial/person', { headers: bearing(String(body['access_token'])) })).status, 200);
  assert.deepEqual((await trail(id)).slice(0, 2), ['signed_up', 'logged_in']);
});

test('a wrong password is refused, and the person finds it in his trail', async () => {
  const { id, email } = await newcomer();
  const { status, code, headers } = await post('login', { email, password: `${goodPassword}!` });
  assert.deepEqual([status, code], [401, 'credentials_wrong']);
  assert.equal(headers['www-authenticate'], 'Bearer');
  await eventually('the trail tells of it', async () => (await trail(id)).includes('log_in_failed'));
});

test('who signed up with Google has no password that anybody could guess', async () => {
  const { id, email } = await newcomer();
  await connection.owner('update identity.people set password_hash = null where id = $1', [id]);
  for (const password of [goodPassword, 'null', 'undefined'])
    assert.equal((await post('login', { email, password })).code, 'credentials_wrong');
});

test('somebody banned is told so only after he has proved who he is', async () => {
  const { id, email } = await newcomer();
  await connection.owner(`update identity.people set banned_at = now(), ban_reason = 'fraud' where id = $1`, [id]);
  assert.equal((await post('login', { email, password: 'not it' })).code, 'credentials_wrong');
  const { status, code } = await post('login', { email, password: goodPassword });
  assert.deepEqual([status, code], [403, 'person_banned']);
});

test('the form of OAuth 2 signs in, and its answer is what OAuth 2 expects', async () => {
  const { email } = await newcomer();
  const form = { grant_type: 'password', username: email, password: goodPassword, scope: '', client_id: '', client_secret: '' };
  const answer = await world.http.inject({
    method: 'POST',
    url: '/api/v1/auth/login',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(form).toString(),
  });
  assert.equal(answer.statusCode, 200, answer.body);
  assert.equal(answer.headers['cache-control'], 'no-store');
  const { access_token, token_type, expires_in, refresh_token } = answer.json<Record<string, unknown>>();
  assert.deepEqual([token_type, expires_in, typeof access_token, typeof refresh_token], ['Bearer', 900, 'string', 'string']);
});

test('what names nobody, proves nothing, or could mean two things is refused with its place', async () => {
  const email = 'ada@example.ng';
  const cases: [object, string][] = [
    [{ password: 'x' }, '/body/email'],
    [{ email }, '/body/password'],
    [{ email, username: email, password: 'x' }, '/body/username'],
    [{ email, password: 'x', api_key: 'y' }, '/body/api_key'],
    [{ email, password: 'x'.repeat(129) }, '/body/password'],
    [{ email, password: { $ne: '' } }, '/body/password'],
    [{ email: [email], password: 'x' }, '/body/email'],
  ];
  for (const [body, path] of cases) {
    const answer = await post('login', body);
    assert.deepEqual([answer.status, answer.code], [400, 'validation_failed']);
    assert.equal((answer.body['errors'] as { path: string }[])[0]?.path, path);
  }
});

test('equal spellings in Unicode are one password, and every character of a long one counts', async () => {
  const composed = await newcomer({ password: 'Ọ̀ṣun river: 2ﬁsh & café'.normalize('NFC') });
  for (const form of ['NFD', 'NFKC', 'NFKD'] as const) {
    const password = 'Ọ̀ṣun river: 2ﬁsh & café'.normalize(form);
    assert.equal((await post('login', { email: composed.email, password })).status, 200, form);
  }
  const long = `${'brown kettle moon '.repeat(7)}😀`;
  assert.equal(Array.from(long).length, 127);
  const patient = await newcomer({ password: long });
  assert.equal((await post('login', { email: patient.email, password: long })).status, 200);
  for (const other of [long.slice(0, 72), long.slice(0, -2), `${long.slice(0, -2)}😁`])
    assert.equal((await post('login', { email: patient.email, password: other })).code, 'credentials_wrong');
});

test('a hash of cheaper times is made anew when its password comes by, and not for a wrong one', async () => {
  const { id, email } = await newcomer();
  const before = await storedHash(id);
  const dearer = createHasher({ pepper: derive('password pepper'), ...cheap, passes: 2, registry: new Registry() });
  const parts = { ...world.parts, hasher: dearer };
  const client = { address: newAddress(), userAgent: 'phone', requestId: 'r' };
  await assert.rejects(logIn(parts, { email, password: 'wrong' }, client));
  assert.equal(await storedHash(id), before);
  // Two at once: the hash that one of them has made anew is not another password to the other.
  await Promise.all([1, 2].map(() => logIn(parts, { email, password: goodPassword }, client)));
  const after = await storedHash(id);
  assert.match(before, /m=1024,t=1/);
  assert.match(after, /m=1024,t=2/);
  await logIn(parts, { email, password: goodPassword }, client);
  assert.equal(await storedHash(id), after);
  assert.equal((await post('login', { email, password: goodPassword })).status, 200, 'also where parameters are still lower');
});

test('a password that is being changed opens nothing from the moment of the change, however far its log-in has come', async () => {
  const { id, email } = await newcomer();
  const changed = Promise.withResolvers<void>();
  const mayCommit = Promise.withResolvers<void>();
  const change = world.database.transact(async (tx) => {
    await setPassword(world.parts, tx, { personId: id as PersonId, hash: await storedHash(id), client: phone });
    changed.resolve();
    await mayCommit.promise;
  });
  await changed.promise;
  const attempt = post('login', { email, password: goodPassword });
  await eventually('the log-in waits for the change', async () => {
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return (await connection.owner(waiting)).length > 0;
  });
  mayCommit.resolve();
  await change;
  assert.equal((await attempt).code, 'credentials_wrong');
});

test('a strange device is told of by letter; a known one, its next version and its next address are not', async () => {
  const chrome = (version: string) => `Mozilla/5.0 (Linux; Android 15) Chrome/${version} Mobile`;
  const { id, email } = await newcomer({}, { address: '41.58.10.20', userAgent: chrome('141.0.7390') });
  const from = (address: string, userAgent: string) => post('login', { email, password: goodPassword }, { address, userAgent });
  await from('41.58.10.20', chrome('141.0.7390'));
  await from('41.58.99.1', chrome('142.1.2'));
  assert.deepEqual(await letters(id), ['verify_email']);
  await from('102.89.1.1', chrome('141.0.7390'));
  assert.deepEqual(await letters(id), ['verify_email', 'new_device']);
  await from('102.89.1.1', chrome('141.0.7390'));
  await from('41.58.10.20', 'curl/8.1');
  assert.deepEqual(await letters(id), ['verify_email', 'new_device', 'new_device']);
  assert.equal((await trail(id)).filter((kind) => kind === 'new_device').length, 2);
});

test('a crowd beyond the queue is told to come back, and the rest is served', async () => {
  const narrow = await trialWorld(connection, { hashing: { memoryKib: 16_384, parallel: 1, waiting: 1 } });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => narrow.post('login', { email: `crowd.${n}@example.ng`, password: goodPassword })),
  );
  const busy = answers.filter(({ code }) => code === 'hashing_busy');
  assert.ok(busy.length > 0 && busy.every(({ status, headers }) => status === 429 && Number(headers['retry-after']) > 0));
  const served = answers.filter(({ code }) => code === 'credentials_wrong');
  assert.ok(served.length >= 2 && served.length + busy.length === 20);
});

test('a session opened by an API key may do what the key may, is no person, and ends with the key', async () => {
  const { id, email } = await newcomer();
  const owner = { personId: id as PersonId };
  const key = await world.keys.create(owner, { name: 'shop', permissions: ['read', 'transfer'], expiry: '1D' });
  const reader = await world.keys.create(owner, { name: 'reader', permissions: ['read'], expiry: '1D' });
  const open = async (api_key: string) => {
    const { status, body } = await post('login', { email, api_key });
    assert.equal(status, 200, JSON.stringify(body));
    return bearing(String(body['access_token']));
  };
  const shop = await open(key.api_key);
  assert.equal((await ask(world, 'GET', '/trial/transfer', { headers: shop })).status, 200);
  assert.equal((await ask(world, 'GET', '/trial/person', { headers: shop })).code, 'person_required');
  assert.equal((await ask(world, 'GET', '/trial/transfer', { headers: await open(reader.api_key) })).code, 'missing_permission');
  assert.ok(
    (await letters(id)).every((kind) => kind !== 'new_device'),
    'programs are not strange devices',
  );

  await world.keys.revoke(owner, key.id as ApiKeyId);
  assert.equal((await ask(world, 'GET', '/trial/transfer', { headers: shop })).code, 'session_ended');
  assert.equal((await post('login', { email, api_key: key.api_key })).code, 'api_key_revoked');
});

test('a key signs in its owner alone, and each reason against it has its own name', async () => {
  const { id, email } = await newcomer();
  const stranger = await newcomer();
  const owner = { personId: id as PersonId };
  const wish = { name: 'shop', permissions: ['read' as const], expiry: '1D' as const };
  const key = await world.keys.create(owner, wish);
  assert.equal((await post('login', { email: stranger.email, api_key: key.api_key })).code, 'credentials_wrong');
  assert.equal((await post('login', { email, api_key: 'ak_test_nonsense' })).code, 'api_key_invalid');

  const atHome = await world.keys.create(owner, { ...wish, allowed_addresses: ['192.0.2.0/24'] });
  assert.equal((await post('login', { email, api_key: atHome.api_key })).code, 'api_key_address_refused');
  assert.equal((await post('login', { email, api_key: atHome.api_key }, { address: '192.0.2.9' })).status, 200);

  const old = await world.keys.create(owner, wish);
  await connection.owner(`update identity.api_keys set created_at = '2020-01-01', expires_at = '2020-01-02' where id = $1`, [
    old.id,
  ]);
  assert.equal((await post('login', { email, api_key: old.api_key })).code, 'api_key_expired');

  const unused = await world.keys.create(owner, wish);
  await connection.owner(`update identity.people set banned_at = now(), ban_reason = 'fraud' where id = $1`, [id]);
  assert.equal((await post('login', { email, api_key: unused.api_key })).code, 'person_banned');
});
