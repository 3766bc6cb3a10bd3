import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#platform/id';
import { testDatabase } from '#test';
import { ask, bearing, laptop, newPerson, trialProcess } from './trial.ts';

const database = await testDatabase();
const process = await trialProcess(database);

type Listed = { id: string; current: boolean; kind: string; address: string; by_staff: boolean };
const listOf = (body: Record<string, unknown>) => body['data'] as Listed[];
const get = (url: string, token: string) => ask(process, 'GET', url, { headers: bearing(token) });
const codeOf = async (token: string) => (await get('/trial/person', token)).code ?? 'served';

test('logging out ends this session alone, and everywhere all of them', async () => {
  const person = await newPerson(database);
  const tokens = [];
  for (let device = 0; device < 3; device++) tokens.push((await process.logIn(person)).access_token);
  const stranger = await process.logIn(await newPerson(database));
  const [first = '', second = '', third = ''] = tokens;

  assert.equal((await ask(process, 'POST', '/api/v1/auth/logout', { headers: bearing(first) })).status, 204);
  assert.deepEqual([await codeOf(first), await codeOf(second), await codeOf(third)], ['session_ended', 'served', 'served']);
  assert.equal((await ask(process, 'POST', '/api/v1/auth/logout?everywhere=true', { headers: bearing(second) })).status, 204);
  assert.deepEqual([await codeOf(second), await codeOf(third)], ['session_ended', 'session_ended']);
  assert.equal(await codeOf(stranger.access_token), 'served');
  assert.equal((await ask(process, 'POST', '/api/v1/auth/logout', { headers: bearing(first) })).code, 'session_ended');

  const told = await database.owner<{ because: string; count: number }>(
    `select data->>'because' as because, jsonb_array_length(data->'session_ids') as count
     from platform.events where type = 'person.sessions_ended' and owner = $1 order by id`,
    [person],
  );
  assert.deepEqual(told, [
    { because: 'logged_out', count: 1 },
    { because: 'logged_out_everywhere', count: 2 },
  ]);
});

test('a person sees where he is signed in, page by page, and which of it is here', async () => {
  const person = await newPerson(database);
  const ids = [];
  for (let device = 0; device < 5; device++) ids.push((await process.logIn(person)).session_id);
  const here = await process.logIn(person, laptop);
  await process.logIn(await newPerson(database));

  const seen: Listed[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await get(`/api/v1/auth/sessions?limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`, here.access_token);
    seen.push(...listOf(body));
    cursor = body['next_cursor'] as string | null;
  }
  assert.deepEqual(
    seen.map(({ id }) => id),
    [here.session_id, ...ids].toSorted().toReversed(),
  );
  assert.deepEqual(
    seen.filter(({ current }) => current).map(({ id, address }) => [id, address]),
    [[here.session_id, laptop.address]],
  );
  assert.equal((await get('/api/v1/auth/sessions?cursor=WyJ4Il0', here.access_token)).code, 'invalid_cursor');
});

test('a device can be signed out from another one, which is on record', async () => {
  const person = await newPerson(database);
  const [here, lost] = [await process.logIn(person), await process.logIn(person)];
  const remove = () =>
    ask(process, 'DELETE', `/api/v1/auth/sessions/${lost.session_id}`, { headers: bearing(here.access_token) });
  assert.equal((await remove()).status, 204);
  assert.equal(await codeOf(lost.access_token), 'session_ended');
  assert.equal((await remove()).code, 'session_not_found');
  const trail = listOf((await get('/api/v1/users/me/security-events', here.access_token)).body);
  assert.deepEqual(
    trail.map(({ kind, by_staff }) => ({ kind, by_staff })),
    [{ kind: 'session_ended', by_staff: false }],
  );
});

test('somebody else’s session and one that does not exist look the same, and neither ends', async () => {
  const [ada, bola] = [await process.logIn(await newPerson(database)), await process.logIn(await newPerson(database))];
  const answers = [];
  for (const id of [bola.session_id, newId()]) {
    const { status, body } = await ask(process, 'DELETE', `/api/v1/auth/sessions/${id}`, { headers: bearing(ada.access_token) });
    answers.push({ ...body, status, request_id: '' });
  }
  assert.equal(answers[0]?.status, 404);
  assert.deepEqual(answers[0], answers[1]);
  assert.equal(await codeOf(bola.access_token), 'served');
});

test('nobody sees another person’s trail, and what staff did is shown without a name', async () => {
  const [ada, bola] = [await newPerson(database), await newPerson(database)];
  await database.owner(
    `insert into identity.security_events (id, person_id, kind, done_by)
     values ($1, $3, 'logged_in', null), ($2, $3, 'role_changed', $4)`,
    [...[newId(), newId()].toSorted(), ada, bola],
  );
  const trail = await get('/api/v1/users/me/security-events?limit=1', (await process.logIn(ada)).access_token);
  assert.deepEqual(
    listOf(trail.body).map(({ kind, by_staff }) => [kind, by_staff]),
    [['role_changed', true]],
  );
  assert.ok(!JSON.stringify(trail.body).includes(bola));
  assert.deepEqual(listOf((await get('/api/v1/users/me/security-events', (await process.logIn(bola)).access_token)).body), []);
});

test('a program that signed in with a key ends the sessions of its key and not those of its owner', async () => {
  const person = await newPerson(database);
  const owner = await process.logIn(person);
  const key = await process.keys.create({ personId: person }, { name: 'shop', permissions: ['transfer'], expiry: '1D' });
  const asKey = { id: key.id as never, permissions: ['transfer'] as const };
  const start = () =>
    process.database.transact((tx) => process.sessions.start(tx, { person: { id: person }, client: laptop, key: asKey }));
  const [one, two] = [await start(), await start()];
  const remove = `/api/v1/auth/sessions/${owner.session_id}`;
  assert.equal((await ask(process, 'DELETE', remove, { headers: bearing(one.access_token) })).code, 'person_required');
  assert.equal(
    (await ask(process, 'POST', '/api/v1/auth/logout?everywhere=true', { headers: bearing(one.access_token) })).status,
    204,
  );
  assert.equal((await get('/trial/transfer', two.access_token)).code, 'session_ended');
  assert.equal(await codeOf(owner.access_token), 'served');
});
