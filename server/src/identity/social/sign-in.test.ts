import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { socialWorld } from './trial.ts';

const database = await testDatabase();
const world = await socialWorld(database);
const { token, signIn, newcomer, trail } = world;

let people = 0;
/** An address of its own for each test. */
function draw(domain = 'gmail.com'): string {
  people += 1;
  return `person.${people}@${domain}`;
}

const verified = { email_verified: true };
const confirm = (email: string) =>
  database.owner('update identity.people set email_verified_at = now() where email = $1', [email]);
const identities = (email: string) =>
  database.owner(
    'select provider from identity.external_identities join identity.people on id = person_id where people.email = $1 order by provider',
    [email],
  );

test('whoever comes with a verified address gets an account, and the same one ever after', async () => {
  const email = draw();
  const id_token = await token('google', { email, ...verified, first_name: 'Ada', last_name: 'Obi' });
  const first = await signIn('google', { id_token });
  assert.equal(first.status, 200, JSON.stringify(first.body));
  assert.equal(first.user.email, email);
  assert.deepEqual([first.user.first_name, first.user.last_name], ['Ada', 'Obi']);
  assert.equal((first.body['user'] as { email_verified: boolean }).email_verified, true);
  const again = await signIn('google', { id_token: await token('google', { email, ...verified }) });
  assert.equal(again.user.id, first.user.id);
  assert.equal(again.user.first_name, 'Ada');
  assert.deepEqual(await trail(first.user.id), ['signed_up', 'logged_in', 'logged_in']);
  const sessions = await fetch(`${world.url}/api/v1/auth/sessions`, {
    headers: { authorization: `Bearer ${String(again.body['access_token'])}` },
  });
  assert.equal(((await sessions.json()) as { data: unknown[] }).data.length, 2);
});

test('an address is enough the first time only: later the subject says who it is', async () => {
  const email = draw();
  const first = await signIn('google', { id_token: await token('google', { email, ...verified }) });
  const { sub } = claimsOf(await token('google', { email }));
  for (const claims of [
    { sub, email: null },
    { sub, email: draw() },
    { sub, email_verified: false },
  ]) {
    const later = await signIn('google', { id_token: await token('google', { email: draw(), claims }) });
    assert.equal(later.user.id, first.user.id);
    assert.equal(later.user.email, email, 'nobody is readdressed by signing in');
  }
});

test('an address that the issuer has not verified is nobody, whether or not it has an account here', async () => {
  const taken = draw();
  await newcomer({ email: taken });
  await confirm(taken);
  for (const email of [taken, draw()]) {
    for (const claims of [{ email_verified: false }, { email_verified: 'false' }, { email_verified: null }, { email: null }]) {
      const { status, code } = await signIn('google', {
        id_token: await token('google', { email, ...verified, claims }),
      });
      assert.deepEqual([status, code], [422, 'identity_email_missing']);
    }
  }
  assert.deepEqual(await identities(taken), []);
});

test('an account whose address both sides have verified is linked, and its owner finds it in his trail', async () => {
  const { id, email } = await newcomer({ email: draw() });
  await confirm(email);
  for (const provider of ['google', 'apple'] as const) {
    const linked = await signIn(provider, { id_token: await token(provider, { email, ...verified }) });
    assert.deepEqual([linked.status, linked.user.id], [200, id]);
  }
  assert.deepEqual(await identities(email), [{ provider: 'apple' }, { provider: 'google' }]);
  assert.equal((await trail(id)).filter((kind) => kind === 'identity_linked').length, 2);
});

test('who waits with the address of another gets nothing: no link before the address is proved to us, and no way in after', async () => {
  const email = draw();
  const squatter = await newcomer({ email });
  const comeWithGoogle = async () => signIn('google', { id_token: await token('google', { email, ...verified }) });
  const refused = await comeWithGoogle();
  assert.deepEqual([refused.status, refused.code], [409, 'identity_not_linked']);
  assert.deepEqual(await identities(email), []);

  await world.post('password/forgot', { email });
  const code = await world.code(email, 'reset_password');
  assert.equal((await world.post('password/reset', { code, new_password: 'a kettle of quiet violets' })).status, 204);
  const owner = await comeWithGoogle();
  assert.equal(owner.status, 200, JSON.stringify(owner.body));
  const theirs = await world.post('refresh', { refresh_token: squatter.refreshToken });
  assert.equal(theirs.status, 401);
});

test('an address that was given to a new person does not open the account of the old one', async () => {
  const email = draw('company.example');
  const first = await signIn('google', { id_token: await token('google', { email, ...verified }) });
  assert.equal(first.status, 200);
  const { status, code } = await signIn('google', {
    id_token: await token('google', { email, ...verified, claims: { sub: '42' } }),
  });
  assert.deepEqual([status, code], [409, 'identity_not_linked']);
});

test('two sign-ins at first contact make one person, and so do twenty', async () => {
  for (const provider of ['google', 'apple'] as const) {
    const email = draw();
    const id_token = await token(provider, { email, ...verified });
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(provider, { id_token })));
    assert.deepEqual(
      new Set(answers.map(({ status }) => status)),
      new Set([200]),
      JSON.stringify(answers.map(({ body }) => body)),
    );
    assert.equal(new Set(answers.map(({ user }) => user.id)).size, 1);
    assert.equal((await identities(email)).length, 1);
    assert.equal((await trail(answers[0]?.user.id ?? '')).filter((kind) => kind === 'signed_up').length, 1);
  }
});

test('Google and Apple at once for one address make one person with both', async () => {
  const email = draw();
  const tokens = { google: await token('google', { email, ...verified }), apple: await token('apple', { email, ...verified }) };
  const [one, other] = await Promise.all([
    signIn('google', { id_token: tokens.google }),
    signIn('apple', { id_token: tokens.apple }),
  ]);
  assert.deepEqual([one.status, other.status], [200, 200]);
  assert.equal(one.user.id, other.user.id);
  assert.equal((await identities(email)).length, 2);
});

test('many links of one account at once make one link', async () => {
  const { id, email } = await newcomer({ email: draw() });
  await confirm(email);
  const id_token = await token('google', { email, ...verified });
  const answers = await Promise.all(Array.from({ length: 10 }, () => signIn('google', { id_token })));
  assert.deepEqual(new Set(answers.map(({ user }) => user.id)), new Set([id]));
  assert.equal((await trail(id)).filter((kind) => kind === 'identity_linked').length, 1);
});

test('whoever is banned stays outside, linked or about to be', async () => {
  const linked = draw();
  const id_token = await token('google', { email: linked, ...verified });
  await signIn('google', { id_token });
  const { email } = await newcomer({ email: draw() });
  await confirm(email);
  await database.owner("update identity.people set banned_at = now(), ban_reason = 'fraud' where email = any($1)", [
    [linked, email],
  ]);
  for (const address of [linked, email]) {
    const refused = await signIn('google', { id_token: await token('google', { email: address, ...verified }) });
    assert.deepEqual([refused.status, refused.code], [403, 'person_banned']);
  }
  assert.deepEqual(await identities(email), []);
});

test('Apple tells a name to the app alone, once: it counts for a new account and never again', async () => {
  const email = draw('privaterelay.appleid.com');
  const names = { first_name: 'Ọlábísí', last_name: 'de la Cruz' };
  const first = await signIn('apple', { id_token: await token('apple', { email, ...verified }), ...names });
  assert.deepEqual([first.user.first_name, first.user.last_name], ['Ọlábísí', 'de la Cruz']);
  assert.equal(first.user.email, email);
  const { sub } = claimsOf(await token('apple', { email }));
  const without = await token('apple', { email: draw(), claims: { sub, email: null, email_verified: null } });
  const later = await signIn('apple', { id_token: without, first_name: 'Mallory', last_name: 'Moe' });
  assert.deepEqual([later.status, later.user.id, later.user.first_name], [200, first.user.id, 'Ọlábísí']);
});

test('who comes without a name can stay, and a name that nobody can have is refused by its field', async () => {
  const nameless = await signIn('apple', { id_token: await token('apple', { email: draw(), ...verified }) });
  assert.deepEqual([nameless.status, nameless.user.first_name, nameless.user.last_name], [200, 'New', 'Member']);
  const refused = await signIn('apple', {
    id_token: await token('apple', { email: draw(), ...verified }),
    first_name: 'A\u202Eda',
  });
  assert.equal(refused.status, 400);
  assert.deepEqual(
    (refused.body['errors'] as { path: string }[]).map(({ path }) => path),
    ['/body/first_name'],
  );
});

test('what Google signs about the name counts more than what the app says', async () => {
  const id_token = await token('google', { email: draw(), ...verified, first_name: 'Ada' });
  const { user } = await signIn('google', { id_token, first_name: 'Mallory', last_name: 'Obi' });
  assert.deepEqual([user.first_name, user.last_name], ['Ada', 'Obi']);
});

test('a token is refused that was made for another, elsewhere, or with another nonce', async () => {
  const email = draw();
  const refused: [Record<string, unknown>, string?][] = [
    [{ client_id: 'another.apps.googleusercontent.com' }],
    [{ claims: { iss: 'https://evil.example' } }],
    [{ claims: { exp: 1 } }],
    [{ nonce: 'n-0S6' }],
    [{ nonce: 'n-0S6' }, 'n-0S7'],
  ];
  for (const [about, nonce] of refused) {
    const { status, code } = await signIn('google', { id_token: await token('google', { email, ...verified, ...about }), nonce });
    assert.deepEqual([status, code], [401, 'identity_token_invalid'], JSON.stringify(about));
  }
  const applesOwn = await signIn('google', { id_token: await token('apple', { email, ...verified }) });
  assert.equal(applesOwn.code, 'identity_token_invalid');
  const right = await signIn('google', {
    id_token: await token('google', { email, ...verified, nonce: 'n-0S6' }),
    nonce: 'n-0S6',
  });
  assert.equal(right.status, 200);
});

test('when the issuer rotates his keys nobody notices, and what the old ones signed is worth nothing once they are withdrawn', async () => {
  const email = draw();
  const old = await token('google', { email, ...verified });
  assert.equal((await signIn('google', { id_token: old })).status, 200);
  await world.rotateKeys('google');
  assert.equal((await signIn('google', { id_token: await token('google', { email, ...verified }) })).status, 200);
  assert.equal((await signIn('google', { id_token: old })).status, 200, 'it is published still');
  await world.rotateKeys('google');
  assert.equal((await signIn('google', { id_token: await token('google', { email, ...verified }) })).status, 200);
  assert.deepEqual((await signIn('google', { id_token: old })).code, 'identity_token_invalid');
});

test('a browser gets the refresh token in a cookie, and a page of another site gets nothing', async () => {
  const post = async (headers: Record<string, string>) => {
    const body = JSON.stringify({ id_token: await token('google', { email: draw(), ...verified }) });
    return fetch(`${world.url}/api/v1/auth/social/google`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-session-mode': 'cookie', ...headers },
    });
  };
  const own = await post({ origin: world.url });
  assert.equal(own.status, 200);
  assert.equal('refresh_token' in ((await own.json()) as object), false);
  assert.match(own.headers.get('set-cookie') ?? '', /^__Host-akawo_refresh=[\w-]{70};/);
  const foreign = await post({ origin: 'https://evil.example' });
  assert.equal(foreign.status, 403);
  assert.equal(foreign.headers.get('set-cookie'), null);
});

function claimsOf(jwt: string): { readonly sub: string } {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as { sub: string };
}
