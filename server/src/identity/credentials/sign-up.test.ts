import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { testDatabase } from '#test';
import { goodPassword, trialWorld } from './trial.ts';

const connection = await testDatabase();
await connection.owner('create table public.wallets (person_id uuid not null)');
await connection.owner('grant select, insert on public.wallets to akawo_app');
const world = await trialWorld(connection, {
  onSignUp: async (tx, { personId }) => {
    await sql`insert into public.wallets (person_id) values (${personId})`.execute(tx);
    const { rows } = await sql<{ last_name: string }>`select last_name from identity.people where id = ${personId}`.execute(tx);
    if (rows[0]?.last_name === 'Unlucky') throw new Error('the wallet could not be opened');
  },
});
const { post, newcomer } = world;
const ada = { email: 'Ada.Obi@Example.ng', password: goodPassword, first_name: '  Ada ', last_name: 'Obi' };

async function counts(): Promise<Record<string, number>> {
  const [row] = await connection.owner<Record<string, number>>(`
    select
      (select count(*)::int from identity.people) as people,
      (select count(*)::int from public.wallets) as wallets,
      (select count(*)::int from identity.sessions) as sessions,
      (select count(*)::int from identity.security_events) as trail,
      (select count(*)::int from identity.mail_codes) as codes,
      (select count(*)::int from identity.known_devices) as devices,
      (select count(*)::int from platform.events) as events,
      (select count(*)::int from jobs.job where name = 'identity.letter') as letters`);
  return row ?? {};
}

test('who signs up is signed in, has a wallet, a trail and a letter on its way, and nothing of the password comes back', async () => {
  const { status, body, headers } = await post('signup', { ...ada, phone_number: '0803 123 4567' });
  assert.equal(status, 201);
  const { user, access_token, refresh_token, ...rest } = body;
  assert.deepEqual(rest, { token_type: 'Bearer', expires_in: 900 });
  const { id, referral_code, created_at, ...profile } = user as Record<string, unknown>;
  assert.deepEqual(profile, {
    email: 'ada.obi@example.ng',
    email_verified: false,
    phone_number: '+2348031234567',
    first_name: 'Ada',
    last_name: 'Obi',
    role: 'user',
    tier: 1,
    avatar_url: null,
  });
  assert.match(String(referral_code), /^[2-9A-HJ-NP-Z]{8}$/);
  assert.match(String(created_at), /Z$/);
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(typeof refresh_token, 'string');
  const me = await world.http.inject({ url: '/trial/person', headers: { authorization: `Bearer ${String(access_token)}` } });
  assert.equal(me.statusCode, 200);
  assert.deepEqual(await world.trail(String(id)), ['signed_up']);
  assert.deepEqual(await world.letters(String(id)), ['verify_email']);
  const wallets = await connection.owner('select from public.wallets where person_id = $1', [id]);
  assert.equal(wallets.length, 1);
});

test('a wallet that cannot be opened leaves nobody and nothing behind, and the same person can sign up afterwards', async () => {
  const before = await counts();
  const refused = await post('signup', { ...ada, email: 'unlucky@example.ng', last_name: 'Unlucky' });
  assert.equal(refused.status, 500);
  assert.deepEqual(await counts(), before);
  assert.equal((await post('signup', { ...ada, email: 'unlucky@example.ng' })).status, 201);
});

test('of ten who want one address at once, one gets it and the others are told that it is taken', async () => {
  const wish = { ...ada, email: 'wanted@example.ng' };
  const spelled = (n: number) => (n % 2 === 0 ? 'WANTED@example.ng' : wish.email);
  const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => post('signup', { ...wish, email: spelled(n) })));
  assert.equal(answers.filter(({ status }) => status === 201).length, 1);
  assert.ok(answers.every(({ status, code }) => status === 201 || (status === 409 && code === 'email_taken')));
});

test('one phone number belongs to one person, however it is spelled', async () => {
  await newcomer({ phone_number: '08055512345' });
  const again = await post('signup', { ...ada, email: 'other@example.ng', phone_number: '+234 805 551 2345' });
  assert.deepEqual([again.status, again.code], [409, 'phone_number_taken']);
  const nonsense = await post('signup', { ...ada, email: 'other@example.ng', phone_number: '12' });
  assert.deepEqual([nonsense.status, nonsense.code], [422, 'phone_number_invalid']);
});

test('a referral code is read however it was typed, remembered, and refused when it is nobody’s or of somebody banned', async () => {
  const friend = await newcomer();
  const [row] = await connection.owner<{ referral_code: string }>('select referral_code from identity.people where id = $1', [
    friend.id,
  ]);
  const code = row?.referral_code ?? '';
  const typed = `${code.slice(0, 4).toLowerCase()}-${code.slice(4)}`;
  const { id } = await newcomer({ referral_code: typed });
  const [referred] = await connection.owner<{ referred_by: string }>('select referred_by from identity.people where id = $1', [
    id,
  ]);
  assert.equal(referred?.referred_by, friend.id);

  const unknown = await post('signup', { ...ada, email: 'new@example.ng', referral_code: '22222222' });
  assert.deepEqual([unknown.status, unknown.code], [422, 'referral_code_unknown']);
  await connection.owner(`update identity.people set banned_at = now(), ban_reason = 'fraud' where id = $1`, [friend.id]);
  const banned = await post('signup', { ...ada, email: 'new@example.ng', referral_code: code });
  assert.deepEqual([banned.status, banned.code], [422, 'referral_code_unknown']);
});

test('a weak password and an impossible name are refused with a reason, and nobody is made', async () => {
  const before = await counts();
  const weak = await post('signup', { ...ada, email: 'weak@example.ng', password: 'password1' });
  assert.deepEqual([weak.status, weak.code], [422, 'password_too_weak']);
  const nameless = await post('signup', { ...ada, email: 'weak@example.ng', first_name: '\u202eAda' });
  assert.deepEqual([nameless.status, nameless.code], [400, 'validation_failed']);
  assert.deepEqual(await counts(), before);
});

test('nobody signs himself up as staff, as verified, or with a tier', async () => {
  for (const extra of [{ role: 'admin' }, { tier: 3 }, { email_verified: true }, { id: 'x' }]) {
    const { status, code } = await post('signup', { ...ada, email: 'sly@example.ng', ...extra });
    assert.deepEqual([status, code], [400, 'validation_failed']);
  }
});

test('a form signs up as JSON does', async () => {
  const answer = await world.http.inject({
    method: 'POST',
    url: '/api/v1/auth/signup',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ ...ada, email: 'form@example.ng', phone_number: '+2348030000001' }).toString(),
  });
  assert.equal(answer.statusCode, 201, answer.body);
});

test('a page of another site gets no cookie, and nobody is signed up for it', async () => {
  const before = await counts();
  const answer = await world.http.inject({
    method: 'POST',
    url: '/api/v1/auth/signup',
    headers: { 'x-session-mode': 'cookie', origin: 'https://evil.example' },
    payload: { ...ada, email: 'lured@example.ng' },
  });
  assert.equal(answer.json<{ code: string }>().code, 'origin_refused');
  assert.deepEqual(await counts(), before);
});
