import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#platform/id';
import { type PersonId } from '../person.ts';
import { createTokenMint } from '../token-mint.ts';
import { type Issued } from './issue.ts';
import { ask, bearing, derive, laptop, newPerson, phone, trialProcess } from './trial.ts';
import { testDatabase } from '#test';

const database = await testDatabase();
const [here, there] = await Promise.all([trialProcess(database), trialProcess(database)]);
const mint = createTokenMint(derive('refresh tokens'));
const fromPhone = { 'user-agent': phone.userAgent, 'x-forwarded-for': phone.address };
const fromLaptop = { 'user-agent': laptop.userAgent, 'x-forwarded-for': laptop.address };

const refresh = (token: string, headers: Readonly<Record<string, string>> = fromPhone, process = here) =>
  ask(process, 'POST', '/api/v1/auth/refresh', { headers, body: { refresh_token: token } });

async function signedIn(): Promise<Issued & { readonly person: PersonId }> {
  const person = await newPerson(database);
  return { ...(await here.logIn(person)), person };
}

const trailOf = async (person: PersonId) =>
  (
    await database.owner<{ kind: string }>('select kind from identity.security_events where person_id = $1 order by id', [person])
  ).map(({ kind }) => kind);

/** As if the last refresh had been that long ago. */
const waitBack = (session: string, time: string) =>
  database.owner('update identity.sessions set refreshed_at = refreshed_at - $2::interval where id = $1', [session, time]);

test('each refresh token is exchanged for a new pair, and both tokens of it are good', async () => {
  const first = await signedIn();
  const second = await refresh(first.refresh_token);
  assert.equal(second.status, 200);
  assert.equal(second.body['token_type'], 'Bearer');
  assert.equal(second.body['expires_in'], 900);
  assert.equal(second.headers['cache-control'], 'no-store');
  assert.notEqual(second.body['refresh_token'], first.refresh_token);
  assert.equal((await ask(here, 'GET', '/trial/person', { headers: bearing(String(second.body['access_token'])) })).status, 200);
  assert.equal((await refresh(String(second.body['refresh_token']))).status, 200);
});

test('two tabs that refresh at once, in two processes, both get the same pair and stay signed in', async () => {
  for (let round = 0; round < 10; round++) {
    const { refresh_token: token, person } = await signedIn();
    const answers = await Promise.all([refresh(token), refresh(token, fromPhone, there), refresh(token)]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
    const [one, two, three] = answers.map(({ body }) => [body['access_token'], body['refresh_token']]);
    assert.deepEqual(one, two);
    assert.deepEqual(one, three);
    assert.equal((await refresh(String(one?.[1]))).status, 200);
    assert.deepEqual(await trailOf(person), []);
  }
});

test('an answer that was lost can be asked for again for ten seconds', async () => {
  const { refresh_token: token, session_id: session } = await signedIn();
  const first = await refresh(token);
  await waitBack(session, '9 seconds');
  const again = await refresh(token);
  assert.equal(again.body['refresh_token'], first.body['refresh_token']);
  assert.equal(again.body['expires_in'], 891);
});

test('a phone that moved within its network of IPv6 is the same client', async () => {
  const from = (address: string) => ({ ...fromPhone, 'x-forwarded-for': address });
  const { refresh_token: token } = await signedIn();
  assert.equal((await refresh(token, from('2001:db8::1'))).status, 200);
  assert.equal((await refresh(token, from('2001:db8::2'))).status, 200);
  assert.equal((await refresh(token, from('2001:db8:1::2'))).code, 'refresh_token_reused');
});

const thefts = [
  { what: 'from another place and program a moment later', headers: fromLaptop, after: '0 seconds' },
  { what: 'from another address', headers: { ...fromPhone, 'x-forwarded-for': laptop.address }, after: '0 seconds' },
  { what: 'from another program', headers: { ...fromPhone, 'user-agent': laptop.userAgent }, after: '0 seconds' },
  { what: 'from the same client eleven seconds later', headers: fromPhone, after: '11 seconds' },
];
for (const { what, headers, after } of thefts) {
  test(`a used refresh token ends the session: ${what}`, async () => {
    const { refresh_token: stolen, session_id: session, person, access_token: first } = await signedIn();
    const { body } = await refresh(stolen);
    await waitBack(session, after);
    const theft = await refresh(stolen, headers);
    assert.deepEqual([theft.status, theft.code], [401, 'refresh_token_reused']);
    assert.equal((await refresh(String(body['refresh_token']))).code, 'session_ended');
    for (const token of [first, String(body['access_token'])])
      assert.equal((await ask(here, 'GET', '/trial/person', { headers: bearing(token) })).code, 'session_ended');
    assert.deepEqual(await trailOf(person), ['refresh_token_reused']);
  });
}

test('a token two exchanges old ends the session, however quick its thief was', async () => {
  const { refresh_token: stolen } = await signedIn();
  const { body } = await refresh(stolen);
  await refresh(String(body['refresh_token']));
  assert.equal((await refresh(stolen)).code, 'refresh_token_reused');
});

test('a thief and an owner who refresh at once do not both go on', async () => {
  const { refresh_token: token } = await signedIn();
  const answers = await Promise.all([refresh(token), refresh(token, fromLaptop, there)]);
  const [won, ...others] = answers.filter(({ status }) => status === 200);
  assert.equal(others.length, 0);
  assert.equal((await refresh(String(won?.body['refresh_token']), fromPhone)).code, 'session_ended');
});

test('a token that we did not make, or whose session is gone, is refused and harms nobody', async () => {
  const { session_id: session, access_token: access, refresh_token: token } = await signedIn();
  const others = [
    '',
    'x',
    access.slice(0, 128),
    mint.make({ id: newId(), number: 0 }),
    mint.make({ id: session, number: 1 }),
    createTokenMint(derive('mail codes')).make({ id: session, number: 0 }),
  ];
  for (const other of others) assert.equal((await refresh(other)).code, 'refresh_token_invalid', other);
  assert.equal((await ask(here, 'POST', '/api/v1/auth/refresh', { body: {} })).code, 'refresh_token_invalid');
  assert.equal((await refresh(token)).status, 200);
});

test('a session lasts for thirty days after its last use and for half a year in all', async () => {
  const daysLeft = async (session: string) =>
    (
      await database.owner<{ days: number }>(
        'select round(extract(epoch from expires_at - now()) / 86400)::float8 as days from identity.sessions where id = $1',
        [session],
      )
    )[0]?.days;
  const { session_id: session, refresh_token: token } = await signedIn();
  assert.equal(await daysLeft(session), 30);
  await database.owner("update identity.sessions set created_at = now() - interval '170 days' where id = $1", [session]);
  const { body } = await refresh(token);
  assert.equal(await daysLeft(session), 10);
  await database.owner("update identity.sessions set expires_at = now() - interval '1 second' where id = $1", [session]);
  assert.equal((await refresh(String(body['refresh_token']))).code, 'refresh_token_invalid');
});

test('a session opened by a key lasts no longer than the key, and neither do its tokens', async () => {
  const person = await newPerson(database);
  const key = await here.keys.create({ personId: person }, { name: 'shop', permissions: ['read'], expiry: '1H' });
  const id = key.id as never;
  await database.owner("update identity.api_keys set expires_at = now() + interval '5 minutes' where id = $1", [id]);
  const issued = await here.database.transact((tx) =>
    here.sessions.start(tx, { person: { id: person }, client: phone, key: { id, permissions: ['read'] } }),
  );
  assert.ok(issued.expires_in <= 300 && issued.refresh_expires_in <= 300);
  const { body } = await refresh(issued.refresh_token);
  assert.ok(Number(body['expires_in']) <= 300);
  const headers = bearing(String(body['access_token']));
  assert.equal((await ask(here, 'GET', '/trial/transfer', { headers })).code, 'missing_permission');
  await here.keys.revoke({ personId: person }, id);
  assert.equal((await ask(here, 'GET', '/trial/transfer', { headers })).code, 'session_ended');
});
