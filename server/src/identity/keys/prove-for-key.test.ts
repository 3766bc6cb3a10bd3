import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { createAccess } from '../access.ts';
import { attemptRules } from '../credentials/attempts.ts';
import { payer, type Payer, rent, trailOf, trialPins, trialProving } from '../pins/trial.ts';
import { type ApiKeyId, type Permission } from '../principal.ts';
import { type Answer, ask, bearing, newPerson, openQueues, phone, trialProcess } from '../sessions/trial.ts';
import { type NewApiKey } from './api-key.ts';
import { addKeyRoutes } from './routes.ts';

const database = await testDatabase();
const here = await trialProcess(database);
await openQueues(here);
const { pins } = trialPins(here);
addKeyRoutes(here.http, { keys: here.keys, proving: trialProving(here), access: createAccess(here) });

const pin = '739154';
const password = 'correct horse battery';
const wish = { name: 'Till', permissions: ['read', 'transfer'], expiry: '1D' as const };
const movingMoney: readonly Permission[] = ['transfer', 'withdraw', 'airtime'];
const harmless: readonly Permission[] = ['read', 'deposit'];

type Headers = Readonly<Record<string, string>>;

const post = ({ headers }: Payer, path: string, body: object, more: Headers = {}): Promise<Answer> =>
  ask(here, 'POST', `/api/v1/api-keys${path}`, { headers: { ...headers, ...more }, body });

/** A PIN token for this intent, as the header that carries it. */
async function leaveFor(who: Payer, intent: object): Promise<Headers> {
  const { status, body } = await who.ask(here, '/verify', { pin, intent });
  assert.equal(status, 200, JSON.stringify(body));
  return { 'x-pin-token': String(body['pin_token']) };
}

const leaveToMake = (who: Payer, key: object) => leaveFor(who, { action: 'create_api_key', ...key });
const keysOf = ({ owner }: Payer) => database.owner('select from identity.api_keys where person_id = $1', [owner.personId]);
const made = ({ body }: Answer) => body as unknown as NewApiKey;

/** As if he had signed in so long ago. */
const age = ({ owner }: Payer, time: string) =>
  database.owner('update identity.sessions set created_at = created_at - $2::interval where id = $1', [owner.sessionId, time]);

test('a stolen session makes no key that moves money, whatever else it sends', async () => {
  const ada = await payer(database, here, { pin, password });
  for (const permission of movingMoney) {
    const key = { ...wish, permissions: ['read', permission] };
    for (const body of [key, { ...key, password }])
      assert.deepEqual(
        [(await post(ada, '', body)).status, (await post(ada, '', body, { 'x-pin-token': 'A'.repeat(43) })).code],
        [403, 'pin_required'],
        permission,
      );
  }
  assert.deepEqual(await keysOf(ada), []);
  assert.equal((await post(ada, '', { ...wish, permissions: harmless })).status, 201, 'but one that only looks');
});

test('a PIN token makes the very key that it was asked for, once', async () => {
  const ada = await payer(database, here, { pin });
  const key = { ...wish, allowed_addresses: ['198.51.100.0/24'] };
  const leave = await leaveToMake(ada, key);
  const { allowed_addresses: _, ...fromAnywhere } = key;
  const others = [
    { ...key, name: 'Thief' },
    { ...key, permissions: ['transfer', 'withdraw'] },
    { ...key, expiry: '1Y' },
    { ...key, allowed_addresses: ['0.0.0.0/0'] },
    fromAnywhere,
  ];
  for (const other of others) assert.equal((await post(ada, '', other, leave)).code, 'pin_required', JSON.stringify(other));
  assert.equal((await post(ada, '', key, await leaveFor(ada, rent))).code, 'pin_required', 'not with leave for a payment');
  const again = await payer(database, here, { id: ada.owner.personId });
  assert.equal((await post(again, '', key, leave)).code, 'pin_required', 'nor in another session');

  assert.equal((await post(ada, '', key, leave)).status, 201);
  assert.equal((await post(ada, '', key, leave)).code, 'pin_required');
});

test('of ten keys at once with one token, one is made', async () => {
  const ada = await payer(database, here, { pin });
  const leave = await leaveToMake(ada, wish);
  const answers = await Promise.all(Array.from({ length: 10 }, () => post(ada, '', wish, leave)));
  assert.equal(answers.filter(({ status }) => status === 201).length, 1);
  assert.equal((await keysOf(ada)).length, 1);
});

test('a key that is one too many leaves its token for when there is room', async () => {
  const ada = await payer(database, here, { pin });
  const first = made(await post(ada, '', { ...wish, permissions: harmless }));
  for (let count = 1; count < 5; count++) await post(ada, '', { ...wish, permissions: harmless });
  const leave = await leaveToMake(ada, wish);
  assert.equal((await post(ada, '', wish, leave)).code, 'api_key_limit');
  await here.keys.revoke(ada.owner, first.id as ApiKeyId);
  assert.equal((await post(ada, '', wish, leave)).status, 201);
});

test('a key is rolled over with the same proof, for this key and this time', async () => {
  const ada = await payer(database, here, { pin, password });
  const { id } = await here.keys.create(ada.owner, { ...wish, permissions: ['withdraw'] });
  const other = await here.keys.create(ada.owner, { ...wish, permissions: ['withdraw'] });
  const rollOver = (body: object, leave?: Headers) => post(ada, `/${id}/rollover`, body, leave);
  assert.equal((await rollOver({ expiry: '1Y', password })).code, 'pin_required');
  const leave = await leaveFor(ada, { action: 'roll_over_api_key', id, expiry: '1M' });
  assert.equal((await rollOver({ expiry: '1Y' }, leave)).code, 'pin_required');
  assert.equal((await post(ada, `/${other.id}/rollover`, { expiry: '1M' }, leave)).code, 'pin_required');
  assert.deepEqual(made(await rollOver({ expiry: '1M' }, leave)).permissions, ['withdraw']);

  const reader = await here.keys.create(ada.owner, { ...wish, permissions: ['read'] });
  assert.equal((await post(ada, `/${reader.id}/rollover`, { expiry: '1Y' })).status, 201, 'one that only looks needs none');
});

test('whoever has set no PIN gives his password, and it cannot be guessed here either', async () => {
  const ada = await payer(database, here, { password });
  assert.equal((await post(ada, '', wish)).code, 'password_required');
  assert.equal((await post(ada, '', { ...wish, password })).status, 201);
  const codes: (string | undefined)[] = [];
  for (let count = 0; count <= attemptRules.provePassword.account.max; count++)
    codes.push((await post(ada, '', { ...wish, password: `guess ${count}` })).code);
  assert.deepEqual(new Set(codes.slice(0, -1)), new Set(['password_wrong']));
  assert.equal(codes.at(-1), 'too_many_attempts');
  assert.equal((await post(ada, '', { ...wish, password })).code, 'too_many_attempts');
  assert.equal((await ada.ask(here, '', { pin, password })).code, 'too_many_attempts', 'nor anywhere else');
  assert.equal((await keysOf(ada)).length, 1);
});

test('whoever signs in with Google or Apple alone has just done so, for a key and for the first PIN', async () => {
  const ada = await payer(database, here);
  assert.equal((await post(ada, '', wish)).status, 201);
  await age(ada, '16 minutes');
  assert.equal((await post(ada, '', wish)).code, 'fresh_sign_in_required');
  assert.equal((await post(ada, '', { ...wish, password })).code, 'password_wrong');
  assert.equal((await ada.ask(here, '', { pin })).code, 'fresh_sign_in_required');
  const again = await payer(database, here, { id: ada.owner.personId });
  assert.equal((await again.ask(here, '', { pin })).status, 204);
  assert.equal((await post(again, '', wish)).code, 'pin_required', 'and from then on it is the PIN');
  assert.equal((await keysOf(ada)).length, 1);
});

test('a key makes no key, neither itself nor through a session that it opened', async () => {
  const id = await newPerson(database);
  const key = await here.keys.create({ personId: id }, { ...wish, permissions: ['read'] });
  const { access_token } = await here.database.transact((tx) =>
    here.sessions.start(tx, { person: { id }, client: phone, key: { id: key.id as ApiKeyId, permissions: ['read'] } }),
  );
  for (const headers of [{ 'x-api-key': key.api_key }, bearing(access_token)]) {
    for (const body of [wish, { ...wish, permissions: ['read'] }])
      assert.equal((await ask(here, 'POST', '/api/v1/api-keys', { headers, body })).code, 'person_required');
    const body = { expiry: '1Y' };
    assert.equal((await ask(here, 'POST', `/api/v1/api-keys/${key.id}/rollover`, { headers, body })).code, 'person_required');
    assert.equal((await ask(here, 'DELETE', `/api/v1/api-keys/${key.id}`, { headers })).code, 'person_required');
  }
});

test('the trail and a letter tell the owner of every key that was made, with what it may do', async () => {
  const ada = await payer(database, here, { pin });
  const first = made(await post(ada, '', wish, await leaveToMake(ada, wish)));
  await post(
    ada,
    `/${first.id}/rollover`,
    { expiry: '1D' },
    await leaveFor(ada, { action: 'roll_over_api_key', id: first.id, expiry: '1D' }),
  );
  await post(ada, '', { ...wish, permissions: ['read'] });
  assert.deepEqual(await trailOf(database, ada), ['api_key_created', 'api_key_rolled_over', 'api_key_created']);
  const letters = await database.owner<{ kind: string; permissions: string[]; address: string }>(
    `select
       data -> 'data' ->> 'kind' as kind, data -> 'data' -> 'permissions' as permissions,
       data -> 'data' -> 'occasion' ->> 'address' as address
     from jobs.job where name = 'identity.letter' and data -> 'data' ->> 'person_id' = $1 order by created_on, id`,
    [ada.owner.personId],
  );
  const { address } = phone;
  assert.deepEqual(letters, [
    { kind: 'api_key_created', permissions: ['read', 'transfer'], address },
    { kind: 'api_key_created', permissions: ['read', 'transfer'], address },
    { kind: 'api_key_created', permissions: ['read'], address },
  ]);
});

test('a person’s keys are made with his own PIN only', async () => {
  const [ada, bola] = [await payer(database, here, { pin }), await payer(database, here, { pin })];
  const leave = await leaveToMake(bola, wish);
  assert.equal((await post(ada, '', wish, leave)).code, 'pin_required');
  const { pin_token } = await pins.exchange(ada.owner, pin, {
    action: 'create_api_key',
    ...wish,
    permissions: ['read', 'transfer'],
  });
  assert.equal((await post(ada, '', wish, { 'x-pin-token': pin_token })).status, 201);
});
