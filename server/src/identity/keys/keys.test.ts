import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { testDatabase } from '#test';
import { createAccess } from '../access.ts';
import { type PersonId } from '../person.ts';
import { trialProving } from '../pins/trial.ts';
import { ask, bearing, newPerson, openQueues, trialProcess } from '../sessions/trial.ts';
import { type NewApiKey } from './api-key.ts';
import { addKeyRoutes } from './routes.ts';

const database = await testDatabase();
const here = await trialProcess(database);
const elsewhere = await trialProcess(database);
await openQueues(here);
for (const process of [here, elsewhere])
  addKeyRoutes(process.http, { keys: process.keys, proving: trialProving(process), access: createAccess(process) });

const wish = { name: 'Shop', permissions: ['read', 'transfer'], expiry: '1D' };
let ada: PersonId;
let token: string;

before(async () => {
  ada = await newPerson(database);
  token = (await here.logIn(ada)).access_token;
});

async function someone(): Promise<{
  id: PersonId;
  as: (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => ReturnType<typeof ask>;
}> {
  const id = await newPerson(database);
  const headers = bearing((await here.logIn(id)).access_token);
  return { id, as: (method, path, body) => ask(here, method, `/api/v1/api-keys${path}`, { headers, ...(body && { body }) }) };
}

const withKey = (key: string, process = here, route = 'transfer') =>
  ask(process, 'GET', `/trial/${route}`, { headers: { 'x-api-key': key } });
const expire = (id: string) =>
  database.owner(
    `update identity.api_keys set created_at = now() - interval '2 days', expires_at = now() - interval '1 second' where id = $1`,
    [id],
  );
const trail = async (person: PersonId) =>
  (
    await database.owner<{ kind: string }>('select kind from identity.security_events where person_id = $1 order by id', [person])
  ).map(({ kind }) => kind);

test('a new key is shown once, works at once in every process, and is listed without itself', async () => {
  const { as, id } = await someone();
  const made = await as('POST', '', { ...wish, allowed_addresses: ['198.51.100.0/24', '::ffff:10.1.2.3/104', '2001:db8::7'] });
  assert.equal(made.status, 201);
  assert.equal(made.headers['cache-control'], 'no-store');
  const { api_key, ...shown } = made.body as unknown as NewApiKey;
  assert.match(api_key, /^ak_test_/);
  assert.deepEqual(shown.allowed_addresses, ['198.51.100.0/24', '10.0.0.0/8', '2001:db8::7/128']);
  assert.equal(shown.status, 'active');
  const lived = Temporal.Instant.from(shown.expires_at).since(Temporal.Instant.from(shown.created_at));
  assert.equal(lived.total('hours'), 24);
  for (const process of [here, elsewhere]) assert.equal((await withKey(api_key, process)).status, 200);
  const list = await as('GET', '');
  assert.deepEqual(list.body, { data: [shown], next_cursor: null });
  assert.ok(!JSON.stringify(list.body).includes(api_key));
  assert.deepEqual(await trail(id), ['api_key_created']);
});

test('an hour, a day, a month and a year are what they are called', async () => {
  const { as } = await someone();
  for (const [expiry, least, most] of [
    ['1H', 1, 1],
    ['1D', 24, 24],
    ['1M', 28 * 24, 31 * 24],
    ['1Y', 365 * 24, 366 * 24],
  ] as const) {
    const { created_at, expires_at } = (await as('POST', '', { ...wish, expiry })).body as unknown as NewApiKey;
    const hours = Temporal.Instant.from(expires_at).since(Temporal.Instant.from(created_at)).total('hours');
    assert.ok(hours >= least && hours <= most, `${expiry}: ${hours} hours`);
  }
});

test('what is not a key’s wish is refused before anything is made', async () => {
  const { as } = await someone();
  const wrong: readonly object[] = [
    { ...wish, name: '' },
    { ...wish, name: '   ' },
    { ...wish, name: 'a\u202eb' },
    { ...wish, name: 'x'.repeat(101) },
    { ...wish, permissions: [] },
    { ...wish, permissions: ['read', 'read'] },
    { ...wish, permissions: ['admin'] },
    { ...wish, expiry: '2D' },
    { ...wish, expiry: '' },
    { ...wish, allowed_addresses: [] },
    { ...wish, allowed_addresses: ['10.0.0.0/8', 'everywhere'] },
    { ...wish, allowed_addresses: Array.from({ length: 21 }, () => '10.0.0.1') },
    { ...wish, person_id: ada },
  ];
  for (const body of wrong) assert.deepEqual([(await as('POST', '', body)).code, body], ['validation_failed', body]);
  assert.deepEqual((await as('GET', '')).body['data'], []);
});

test('of twenty keys that are asked for at once, in two processes, five are made', async () => {
  const id = await newPerson(database);
  const headers = bearing((await here.logIn(id)).access_token);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      ask(index % 2 === 0 ? here : elsewhere, 'POST', '/api/v1/api-keys', { headers, body: wish }),
    ),
  );
  assert.equal(answers.filter(({ status }) => status === 201).length, 5);
  const refused = answers.filter(({ status }) => status !== 201);
  assert.deepEqual([...new Set(refused.map(({ status, code }) => `${status} ${code}`))], ['400 api_key_limit']);
  const active = await database.owner(
    'select from identity.api_keys where person_id = $1 and revoked_at is null and expires_at > now()',
    [id],
  );
  assert.equal(active.length, 5);
});

test('an expired or revoked key makes room for another', async () => {
  const { as } = await someone();
  const made: string[] = [];
  for (let count = 0; count < 5; count++) made.push(String((await as('POST', '', wish)).body['id']));
  assert.equal((await as('POST', '', wish)).code, 'api_key_limit');
  await expire(made[0] ?? '');
  assert.equal((await as('POST', '', wish)).status, 201);
  assert.equal((await as('POST', '', wish)).code, 'api_key_limit');
  await as('DELETE', `/${made[1]}`);
  assert.equal((await as('POST', '', wish)).status, 201);
  assert.equal((await as('POST', '', wish)).code, 'api_key_limit');
});

test('a revoked key is refused at once here, within a second elsewhere, and with it the session that it opened', async () => {
  const { as, id } = await someone();
  const { api_key, id: key } = (await as('POST', '', wish)).body as unknown as NewApiKey;
  const { keyId, permissions } = await here.keys.verify(api_key, '203.0.113.9');
  const client = { address: '203.0.113.9', userAgent: 'till', requestId: 'r' };
  const { access_token } = await here.database.transact((tx) =>
    here.sessions.start(tx, { person: { id }, client, key: { id: keyId, permissions: [...permissions] } }),
  );
  assert.equal((await ask(here, 'GET', '/trial/session', { headers: bearing(access_token) })).status, 200);
  assert.equal((await withKey(api_key, elsewhere)).status, 200);

  assert.equal((await as('DELETE', `/${key}`)).status, 204);
  const revoked = performance.now();
  assert.equal((await withKey(api_key)).code, 'api_key_revoked');
  assert.equal((await ask(here, 'GET', '/trial/session', { headers: bearing(access_token) })).code, 'session_ended');
  for (let began = revoked; (await withKey(api_key, elsewhere)).status === 200; began = performance.now())
    assert.ok(began - revoked < 1_000, 'still good after a second');
  assert.equal((await withKey(api_key, elsewhere)).code, 'api_key_revoked');

  assert.equal((await as('DELETE', `/${key}`)).status, 204, 'revoking twice changes nothing');
  assert.deepEqual(await trail(id), ['api_key_created', 'api_key_revoked']);
});

test('a rolled over key has a successor with the same name, permissions and addresses, and is dead', async () => {
  const { as, id } = await someone();
  const terms = { ...wish, allowed_addresses: ['198.51.100.0/24'] };
  const old = (await as('POST', '', terms)).body as unknown as NewApiKey;
  assert.equal((await withKey(old.api_key)).status, 200);
  const rolled = await as('POST', `/${old.id}/rollover`, { expiry: '1M' });
  assert.equal(rolled.status, 201);
  const next = rolled.body as unknown as NewApiKey;
  assert.deepEqual([next.name, next.permissions, next.allowed_addresses], [old.name, old.permissions, old.allowed_addresses]);
  assert.notEqual(next.api_key, old.api_key);
  assert.equal((await withKey(old.api_key)).code, 'api_key_revoked');
  assert.equal((await withKey(next.api_key)).status, 200);
  assert.equal((await as('POST', `/${old.id}/rollover`, { expiry: '1D' })).code, 'api_key_already_revoked');
  assert.deepEqual(await trail(id), ['api_key_created', 'api_key_rolled_over']);
});

test('an expired key can be rolled over, unless five others are active', async () => {
  const { as } = await someone();
  const old = (await as('POST', '', wish)).body as unknown as NewApiKey;
  await expire(old.id);
  assert.equal((await withKey(old.api_key)).code, 'api_key_expired');
  for (let count = 0; count < 5; count++) await as('POST', '', wish);
  assert.equal((await as('POST', `/${old.id}/rollover`, { expiry: '1D' })).code, 'api_key_limit');
  const { data } = (await as('GET', '')).body as unknown as { data: NewApiKey[] };
  assert.equal(data.find(({ id }) => id === old.id)?.status, 'expired', 'a refused rollover revokes nothing');
  await as('DELETE', `/${data[0]?.id}`);
  assert.equal((await as('POST', `/${old.id}/rollover`, { expiry: '1D' })).status, 201);
});

test('of ten rollovers of one key at once, one makes a new key', async () => {
  const { as, id } = await someone();
  const { id: key } = (await as('POST', '', wish)).body as unknown as NewApiKey;
  const answers = await Promise.all(Array.from({ length: 10 }, () => as('POST', `/${key}/rollover`, { expiry: '1D' })));
  assert.equal(answers.filter(({ status }) => status === 201).length, 1);
  assert.equal(answers.filter(({ code }) => code === 'api_key_already_revoked').length, 9);
  const active = await database.owner('select from identity.api_keys where person_id = $1 and revoked_at is null', [id]);
  assert.equal(active.length, 1);
});

test('nobody sees, revokes or rolls over the key of another', async () => {
  const [owner, other] = [await someone(), await someone()];
  const { id, api_key } = (await owner.as('POST', '', wish)).body as unknown as NewApiKey;
  const absent = '01890a5d-ac96-774b-bcce-b302099a8057';
  for (const key of [id, absent]) {
    assert.equal((await other.as('DELETE', `/${key}`)).code, 'api_key_not_found');
    assert.equal((await other.as('POST', `/${key}/rollover`, { expiry: '1D' })).code, 'api_key_not_found');
  }
  assert.deepEqual((await other.as('GET', '')).body['data'], []);
  assert.equal((await withKey(api_key)).status, 200);
});

test('neither a stranger nor a key may touch keys', async () => {
  const { api_key } = (await ask(here, 'POST', '/api/v1/api-keys', { headers: bearing(token), body: wish }))
    .body as unknown as NewApiKey;
  assert.equal((await ask(here, 'POST', '/api/v1/api-keys', { body: wish })).code, 'sign_in_required');
  for (const [method, path] of [
    ['GET', ''],
    ['POST', ''],
  ] as const) {
    const answer = await ask(here, method, `/api/v1/api-keys${path}`, {
      headers: { 'x-api-key': api_key },
      ...(method === 'POST' && { body: wish }),
    });
    assert.equal(answer.code, 'person_required');
  }
});

test('the list is read page by page, newest first, each key once', async () => {
  const { as } = await someone();
  const made: string[] = [];
  for (let count = 0; count < 7; count++) {
    const { id } = (await as('POST', '', { ...wish, name: `Key ${count}` })).body as unknown as NewApiKey;
    made.unshift(id);
    await as('DELETE', `/${id}`);
  }
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await as('GET', `?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`);
    const { data, next_cursor } = page.body as unknown as { data: NewApiKey[]; next_cursor: string | null };
    seen.push(...data.map(({ id }) => id));
    cursor = next_cursor;
  } while (cursor !== null);
  assert.deepEqual(seen, made);
  assert.equal((await as('GET', '?cursor=bm90aGluZw')).code, 'invalid_cursor');
});
