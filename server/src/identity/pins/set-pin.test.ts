import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { attemptRules } from '../credentials/attempts.ts';
import { ask, bearing, newPerson, trialProcess } from '../sessions/trial.ts';
import { payer, type Payer, rent, trailOf, trialPins } from './trial.ts';

const database = await testDatabase();
const here = await trialProcess(database);
trialPins(here);

const password = 'correct horse battery';
const set = (who: Payer, body: object) => who.ask(here, '', body);
const codeOf = async (who: Payer, pin: string) => (await who.ask(here, '/verify', { pin, intent: rent })).code ?? 'right';

test('the first PIN needs the password of whoever has one', async () => {
  const ada = await payer(database, here, { password });
  assert.equal((await set(ada, { pin: '7391' })).code, 'pin_proof_required');
  assert.equal((await set(ada, { pin: '7391', current_pin: '7391' })).code, 'pin_proof_required');
  assert.equal((await set(ada, { pin: '7391', password: 'something else' })).code, 'password_wrong');
  assert.equal(await codeOf(ada, '7391'), 'pin_not_set');
  assert.equal((await set(ada, { pin: '7391', password })).status, 204);
  assert.equal(await codeOf(ada, '7391'), 'right');
  assert.deepEqual(await trailOf(database, ada), ['log_in_failed', 'pin_set']);
});

test('whoever signed in with Google or Apple alone sets his first PIN without proof, and no second one', async () => {
  const ada = await payer(database, here);
  assert.equal((await set(ada, { pin: '7391' })).status, 204);
  assert.equal((await set(ada, { pin: '4826' })).code, 'pin_proof_required');
  assert.equal((await set(ada, { pin: '4826', password: 'there is none' })).code, 'password_wrong');
  assert.equal((await set(ada, { pin: '4826', current_pin: '7391' })).status, 204);
  assert.deepEqual([await codeOf(ada, '7391'), await codeOf(ada, '4826')], ['pin_wrong', 'right']);
  assert.deepEqual(await trailOf(database, ada), ['pin_set', 'log_in_failed', 'pin_changed', 'pin_failed']);
});

test('a PIN is changed with the PIN before or with the password, and with nothing else', async () => {
  const ada = await payer(database, here, { password, pin: '7391' });
  assert.equal((await set(ada, { pin: '4826' })).code, 'pin_proof_required');
  assert.equal((await set(ada, { pin: '4826', current_pin: '1029' })).code, 'pin_wrong');
  assert.equal((await set(ada, { pin: '4826', password: 'something else' })).code, 'password_wrong');
  assert.equal((await set(ada, { pin: '4826', current_pin: '7391' })).status, 204);
  assert.equal((await set(ada, { pin: '80539', password })).status, 204);
  assert.equal(await codeOf(ada, '80539'), 'right');
});

test('wrong PINs count wherever they are sent, and the password opens what they locked', async () => {
  const ada = await payer(database, here, { password, pin: '7391' });
  const change = () => set(ada, { pin: '4826', current_pin: '1029' });
  for (const expected of ['pin_wrong', 'pin_wrong']) assert.equal((await change()).code, expected);
  for (const expected of ['pin_wrong', 'pin_wrong', 'pin_locked']) assert.equal(await codeOf(ada, '1029'), expected);
  assert.equal((await set(ada, { pin: '4826', current_pin: '7391' })).code, 'pin_locked');
  assert.equal((await set(ada, { pin: '4826', password })).status, 204);
  assert.equal(await codeOf(ada, '4826'), 'right');
});

test('passwords cannot be guessed here either', async () => {
  const ada = await payer(database, here, { password });
  const codes: (string | undefined)[] = [];
  for (let count = 0; count <= attemptRules.provePassword.account.max; count++)
    codes.push((await set(ada, { pin: '7391', password: `guess ${count}` })).code);
  assert.deepEqual(new Set(codes.slice(0, -1)), new Set(['password_wrong']));
  assert.equal(codes.at(-1), 'too_many_attempts');
  assert.equal((await set(ada, { pin: '7391', password })).code, 'too_many_attempts');
});

test('of ten first PINs at once one is set, and of ten changes with one PIN one is made', async () => {
  const ada = await payer(database, here);
  const first = await Promise.all(Array.from({ length: 10 }, (_, index) => set(ada, { pin: `739${index}5` })));
  assert.deepEqual(
    [first.filter(({ status }) => status === 204).length, first.filter(({ code }) => code === 'pin_proof_required').length],
    [1, 9],
  );

  const bola = await payer(database, here, { pin: '7391' });
  const changes = await Promise.all(
    Array.from({ length: 5 }, (_, index) => set(bola, { pin: `482${index}60`, current_pin: '7391' })),
  );
  assert.equal(changes.filter(({ status }) => status === 204).length, 1);
});

test('a PIN that is none or too simple is refused before any proof is looked at', async () => {
  const ada = await payer(database, here, { password });
  for (const pin of ['123', '1234567', '12a4', '١٢٣٤', '1234 ', '', 7391])
    assert.equal((await set(ada, { pin, password })).code, 'validation_failed', String(pin));
  for (const pin of ['1234', '0000', '1990'])
    assert.equal((await set(ada, { pin, password: 'something else' })).code, 'pin_invalid', pin);
  assert.deepEqual(await trailOf(database, ada), []);
});

test('neither a stranger nor a key has a PIN', async () => {
  const id = await newPerson(database);
  const { api_key } = await here.keys.create({ personId: id }, { name: 'Till', permissions: ['transfer'], expiry: '1D' });
  const { keyId, permissions } = await here.keys.verify(api_key, '203.0.113.9');
  const client = { address: '203.0.113.9', userAgent: 'till', requestId: 'r' };
  const { access_token } = await here.database.transact((tx) =>
    here.sessions.start(tx, { person: { id }, client, key: { id: keyId, permissions: [...permissions] } }),
  );
  for (const [path, body] of [
    ['', { pin: '7391' }],
    ['/verify', { pin: '7391', intent: rent }],
  ] as const) {
    const codeFor = async (headers: Readonly<Record<string, string>>) =>
      (await ask(here, 'POST', `/api/v1/auth/pin${path}`, { headers, body })).code;
    assert.equal(await codeFor({}), 'sign_in_required');
    assert.equal(await codeFor({ 'x-api-key': api_key }), 'person_required');
    assert.equal(await codeFor(bearing(access_token)), 'person_required');
  }
});
