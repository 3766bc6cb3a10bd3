import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { start } from './test/start.ts';

const trial = await start(testDatabase);

async function eventsOf(person: string): Promise<unknown[]> {
  const rows = await trial.database.owner(`select type, data from platform.events where owner = $1 order by id`, [person]);
  return rows.filter(({ type }) => type === 'person.changed').map(({ data }) => data as unknown);
}

async function trailOf(person: string) {
  return trial.database.owner<{ details: unknown; address: string; session_id: string | null }>(
    `select details, address, session_id from identity.security_events where person_id = $1 and kind = 'profile_changed' order by id`,
    [person],
  );
}

test('a person sees himself as the contract says, and what there is to do', async () => {
  const ada = await trial.join();
  const { status, body } = await ada.ask('GET', '/users/me');
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body).toSorted(), [
    'actions_required',
    'avatar_url',
    'created_at',
    'email',
    'email_verified',
    'first_name',
    'id',
    'last_name',
    'phone_number',
    'referral_code',
    'role',
    'tier',
  ]);
  assert.equal(body['id'], ada.id);
  assert.deepEqual(body['actions_required'], [
    { code: 'verify_email', title: 'Confirm your e-mail address', action_url: 'https://wallet.example/verify-email' },
    { code: 'set_pin', title: 'Set the PIN that confirms your payments', action_url: 'https://wallet.example/settings/pin' },
  ]);

  await trial.database.owner(`update identity.people set email_verified_at = now() where id = $1`, [ada.id]);
  await trial.database.owner(`insert into identity.pins (person_id, hash) values ($1, 'none that fits')`, [ada.id]);
  assert.deepEqual((await ada.ask('GET', '/users/me')).body['actions_required'], []);
});

test('names and phone number change, in their one spelling, with one line in the trail and one event', async () => {
  const ada = await trial.join();
  const wish = { first_name: ' Ada  Zoe\u0308 ', last_name: 'Ọlá', phone_number: '0803 123 4567' };
  const { status, body } = await ada.ask('PATCH', '/users/me', wish);
  assert.equal(status, 200);
  assert.deepEqual(
    [body['first_name'], body['last_name'], body['phone_number']],
    ['Ada Zoë', 'Ọlá'.normalize('NFC'), '+2348031234567'],
  );
  assert.equal((await ada.ask('GET', '/users/me')).body['first_name'], 'Ada Zoë');
  assert.deepEqual(await eventsOf(ada.id), [{ person_id: ada.id }]);
  const [line, ...more] = await trailOf(ada.id);
  assert.deepEqual([line?.details, more], [{ fields: ['first_name', 'last_name', 'phone_number'] }, []]);
  assert.ok(line?.session_id !== null && line?.address !== '');
});

test('what is left out stays, what is the same is no change, and null takes the phone number away', async () => {
  const ada = await trial.join();
  await ada.ask('PATCH', '/users/me', { phone_number: '08030000001' });
  const same = await ada.ask('PATCH', '/users/me', { first_name: 'Ada', phone_number: '+234 803 000 0001' });
  assert.deepEqual([same.status, same.body['phone_number'], same.body['last_name']], [200, '+2348030000001', 'Obi']);
  assert.equal((await ada.ask('PATCH', '/users/me', {})).status, 200);
  assert.equal((await eventsOf(ada.id)).length, 1);
  assert.equal((await trailOf(ada.id)).length, 1);

  const without = await ada.ask('PATCH', '/users/me', { phone_number: null });
  assert.equal(without.body['phone_number'], null);
  assert.equal((await eventsOf(ada.id)).length, 2);
});

test('a number belongs to one person however it is spelled: phone_number_taken, also when two ask at once', async () => {
  const [ada, bola] = [await trial.join(), await trial.join()];
  assert.equal((await ada.ask('PATCH', '/users/me', { phone_number: '08030000002' })).status, 200);
  const taken = await bola.ask('PATCH', '/users/me', { first_name: 'Bola', phone_number: '234-803-000-0002' });
  assert.deepEqual([taken.status, taken.code], [409, 'phone_number_taken']);
  assert.equal((await bola.ask('GET', '/users/me')).body['first_name'], 'Ada', 'nothing of a refused change is done');

  const both = await Promise.all([ada, bola].map((person) => person.ask('PATCH', '/users/me', { phone_number: '08030000003' })));
  assert.deepEqual(both.map(({ status }) => String(status)).toSorted(), ['200', '409']);
});

test('what cannot be a number or a name is refused by its own name: phone_number_invalid, validation_failed', async () => {
  const ada = await trial.join();
  for (const phone_number of ['0803', '٠٨٠٣١٢٣٤٥٦٧', '0803123456x', '002348031234567']) {
    const { status, code } = await ada.ask('PATCH', '/users/me', { phone_number });
    assert.deepEqual([status, code], [422, 'phone_number_invalid'], phone_number);
  }
  for (const last_name of ['', 'A\u202eda', '<b>', 'a'.repeat(101), ' ', 7, null]) {
    const { status, code, body } = await ada.ask('PATCH', '/users/me', { last_name });
    assert.deepEqual([status, code], [400, 'validation_failed'], String(last_name));
    assert.equal((body['errors'] as { path: string }[])[0]?.path, '/body/last_name');
  }
  assert.deepEqual(await eventsOf(ada.id), []);
});

test('no field but these can be set, whatever its spelling', async () => {
  const ada = await trial.join();
  const [before] = await trial.database.owner('select * from identity.people where id = $1', [ada.id]);
  const columns = Object.keys(before ?? {}).filter((column) => !['first_name', 'last_name', 'phone_number'].includes(column));
  assert.ok(columns.includes('role') && columns.includes('email'));
  for (const field of [...columns, 'firstName', 'email_verified', 'avatar_url', 'person.role', 'constructor']) {
    const { status } = await ada.ask('PATCH', '/users/me', { [field]: 'admin' });
    assert.equal(status, 400, field);
  }
  assert.deepEqual(await trial.database.owner('select * from identity.people where id = $1', [ada.id]), [before]);
});

test('a stranger and a key learn and change nothing: sign_in_required, missing_permission, person_required', async () => {
  const routes = [
    ['GET', '/users/me'],
    ['PATCH', '/users/me'],
    ['GET', '/users/dashboard'],
    ['PUT', '/users/me/avatar'],
    ['DELETE', '/users/me/avatar'],
    ['POST', '/devices'],
    ['DELETE', '/devices/aaaaaaaaaaaaaaaa'],
  ] as const;
  const ada = await trial.join();
  const owner = { personId: ada.id, client: { address: '198.51.100.7', userAgent: '', requestId: '' } };
  const { api_key } = await trial.process.keys.create(owner, { name: 'shop', permissions: ['deposit'], expiry: '1H' });
  for (const [method, url] of routes) {
    const codes = [];
    for (const headers of [{}, { 'x-api-key': api_key }])
      codes.push((await trial.process.http.inject({ method, url: `/api/v1${url}`, headers })).json<{ code: string }>().code);
    assert.deepEqual(codes, ['sign_in_required', method === 'GET' ? 'missing_permission' : 'person_required'], url);
  }
});
