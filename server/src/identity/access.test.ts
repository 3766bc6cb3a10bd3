import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { type Permission } from './principal.ts';
import { ask, bearing, laptop, newPerson, trialProcess } from './sessions/trial.ts';

const database = await testDatabase();
const process = await trialProcess(database);

const person = await newPerson(database);
const { access_token: token } = await process.logIn(person);
const newKey = (...permissions: Permission[]) =>
  process.keys.create({ personId: person }, { name: 'shop', permissions, expiry: '1D' });
const reader = await newKey('read');
const payer = await newKey('transfer', 'read');

async function answerTo(route: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const { status, code } = await ask(process, 'GET', `/trial/${route}`, { headers });
  return code === undefined ? `${status}` : `${status} ${code}`;
}

async function signInWith({
  id,
  permissions,
}: {
  readonly id: string;
  readonly permissions: readonly string[];
}): Promise<string> {
  const key = { id: id as never, permissions: permissions as readonly Permission[] };
  const issued = await process.database.transact((tx) =>
    process.sessions.start(tx, { person: { id: person }, client: laptop, key }),
  );
  return issued.access_token;
}

const callers = {
  stranger: {},
  person: bearing(token),
  reader: { 'x-api-key': reader.api_key },
  payer: { 'x-api-key': payer.api_key },
  'session of reader': bearing(await signInWith(reader)),
  'session of payer': bearing(await signInWith(payer)),
  support: bearing((await process.logIn(await newPerson(database, 'support'))).access_token),
};
const keyOfStaff = await process.keys.create(
  { personId: await newPerson(database, 'admin') },
  { name: 'console', permissions: ['read', 'transfer'], expiry: '1D' },
);

const expected: Record<string, Partial<Record<keyof typeof callers, string>>> = {
  person: {
    stranger: '401 sign_in_required',
    person: '200',
    reader: '403 person_required',
    payer: '403 person_required',
    'session of reader': '403 person_required',
    'session of payer': '403 person_required',
    support: '200',
  },
  session: {
    stranger: '401 sign_in_required',
    person: '200',
    reader: '401 sign_in_required',
    payer: '401 sign_in_required',
    'session of reader': '200',
    'session of payer': '200',
    support: '200',
  },
  transfer: {
    stranger: '401 sign_in_required',
    person: '200',
    reader: '403 missing_permission',
    payer: '200',
    'session of reader': '403 missing_permission',
    'session of payer': '200',
    support: '200',
  },
  staff: {
    stranger: '401 sign_in_required',
    person: '403 staff_required',
    reader: '403 staff_required',
    payer: '403 staff_required',
    'session of reader': '403 staff_required',
    'session of payer': '403 staff_required',
    support: '200',
  },
};
for (const [route, answers] of Object.entries(expected)) {
  test(`who may call a route that is open to ${route}`, async () => {
    const found: Record<string, string> = {};
    for (const [who, headers] of Object.entries(callers)) found[who] = await answerTo(route, headers);
    assert.deepEqual(found, answers);
  });
}

test('a missing permission is named', async () => {
  const { body } = await ask(process, 'GET', '/trial/transfer', { headers: callers.reader });
  assert.equal(body['permission'], 'transfer');
});

test('a key of a member of staff opens nothing that is for staff', async () => {
  assert.equal(await answerTo('staff', { 'x-api-key': keyOfStaff.api_key }), '403 staff_required');
});

test('a caller is known by his person, or by the key that he used', async () => {
  const who = async (headers: Readonly<Record<string, string>>) =>
    (await ask(process, 'GET', '/trial/transfer', { headers })).body;
  assert.deepEqual(await who(callers.person), { kind: 'person', id: person });
  assert.deepEqual(await who(callers.payer), { kind: 'key', id: payer.id });
  assert.deepEqual(await who(callers['session of payer']), { kind: 'key', id: payer.id });
});

test('an access token and a key in one request are one too many', async () => {
  assert.equal(await answerTo('transfer', { ...callers.person, ...callers.payer }), '400 ambiguous_credentials');
});

test('what is no bearer token is no sign-in', async () => {
  for (const authorization of ['', 'Bearer', 'Bearer ', `Basic ${token}`, token, `Bearer ${token} ${token}`, `Token ${token}`])
    assert.equal(await answerTo('person', { authorization }), '401 sign_in_required', authorization);
  for (const scheme of ['bearer', 'BEARER', 'Bearer '])
    assert.equal(await answerTo('person', { authorization: `${scheme} ${token}` }), '200');
});

test('a key that was revoked takes the sessions that it opened with it', async () => {
  const key = await newKey('transfer');
  const session = bearing(await signInWith(key));
  assert.equal(await answerTo('transfer', session), '200');
  await process.keys.revoke({ personId: person }, key.id as never);
  assert.equal(await answerTo('transfer', { 'x-api-key': key.api_key }), '401 api_key_revoked');
  assert.equal(await answerTo('transfer', session), '401 session_ended');
  await assert.rejects(signInWith(key), { code: 'api_key_revoked' });
});
