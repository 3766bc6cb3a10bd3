import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { createSandbox } from '../sandbox.ts';
import { createStages } from '../stages.ts';

const folder = mkdtempSync(join(tmpdir(), 'akawo-sandbox-'));
const app = await createSandbox(createStages(folder));
after(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const verifier = randomBytes(32).toString('base64url');
const request = {
  client_id: 'akawo-sandbox.apps.googleusercontent.com',
  redirect_uri: 'http://localhost:3000/back',
  response_type: 'code',
  scope: 'openid email profile',
  state: 'the state',
  nonce: 'the nonce',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
};
const email = 'ada.obi@gmail.com';

const open = (path: string, query: object = {}) => app.inject({ url: `/google${path}`, query: { ...query } });
const send = (path: string, form: object) =>
  app.inject({
    method: 'POST',
    url: `/google${path}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ ...form }).toString(),
  });

async function consent(changes: object = {}): Promise<URL> {
  const answer = await send('/decision', { ...request, email, decision: 'allow', ...changes });
  assert.equal(answer.statusCode, 303, answer.body);
  return new URL(String(answer.headers.location));
}

const exchange = async (changes: object = {}) => {
  const code = (await consent()).searchParams.get('code') ?? '';
  const { client_id, redirect_uri } = request;
  const form = { grant_type: 'authorization_code', code, client_id, client_secret: 'GOCSPX-akawo-sandbox', redirect_uri };
  return send('/token', { ...form, code_verifier: verifier, ...changes });
};

const keys = async () => (await open('/oauth2/v3/certs')).json<JSONWebKeySet>();

async function read(id_token: string) {
  const { payload } = await jwtVerify(id_token, createLocalJWKSet(await keys()), { audience: request.client_id });
  return payload;
}

test('a person chooses an account, agrees, and is sent back with a code and the state', async () => {
  const chooser = await open('/o/oauth2/v2/auth', request);
  assert.equal(chooser.statusCode, 200);
  assert.match(chooser.body, /to continue to <strong>localhost:3000<\/strong>/);
  const page = await open('/consent', { ...request, email });
  assert.match(page.body, /your e-mail address/);
  assert.match(String(page.headers['content-security-policy']), /; form-action 'self' http:\/\/localhost:3000$/);
  const back = await consent();
  assert.equal(back.origin + back.pathname, request.redirect_uri);
  assert.equal(back.searchParams.get('state'), 'the state');
  assert.equal(back.searchParams.get('error'), null);
  assert.equal((await consent({ decision: 'deny' })).search, '?state=the+state&error=access_denied');
});

test('the code is worth a token under the issuer’s real name, signed with a published key', async () => {
  const answer = await exchange();
  assert.equal(answer.statusCode, 200, answer.body);
  const { id_token, token_type } = answer.json<{ id_token: string; token_type: string }>();
  assert.equal(token_type, 'Bearer');
  const { iss, nonce, email_verified, given_name, family_name, sub = '', iat = 0, exp = 0, ...claims } = await read(id_token);
  assert.deepEqual(
    { iss, nonce, email_verified, given_name, family_name },
    { iss: 'https://accounts.google.com', nonce: 'the nonce', email_verified: true, given_name: 'Ada', family_name: 'Obi' },
  );
  assert.equal(claims['email'], email);
  assert.match(sub, /^1\d{20}$/);
  assert.equal(exp - iat, 3_600);
});

test('nothing is told that was not asked for', async () => {
  const code = (await consent({ scope: 'openid' })).searchParams.get('code');
  const { id_token } = (await exchange({ code })).json<{ id_token: string }>();
  const claims = await read(id_token);
  assert.deepEqual(
    ['email', 'email_verified', 'name', 'given_name', 'family_name'].filter((name) => name in claims),
    [],
  );
});

test('a code is good once, for its client, its address and its verifier', async () => {
  const refusals: [object, number, string][] = [
    [{ code: 'invented' }, 400, 'invalid_grant'],
    [{ code_verifier: randomBytes(32).toString('base64url') }, 400, 'invalid_grant'],
    [{ code_verifier: '' }, 400, 'invalid_grant'],
    [{ redirect_uri: 'http://localhost:3000/elsewhere' }, 400, 'redirect_uri_mismatch'],
    [{ client_secret: 'guessed' }, 401, 'invalid_client'],
    [{ client_id: 'another' }, 401, 'invalid_client'],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ];
  for (const [changes, status, error] of refusals) {
    const answer = await exchange(changes);
    assert.deepEqual([answer.statusCode, answer.json<{ error: string }>().error], [status, error], JSON.stringify(changes));
  }
  const code = (await consent()).searchParams.get('code');
  assert.equal((await exchange({ code })).statusCode, 200);
  assert.equal((await exchange({ code })).json<{ error: string }>().error, 'invalid_grant');
  const burnt = (await consent()).searchParams.get('code');
  await exchange({ code: burnt, code_verifier: 'wrong' });
  assert.equal((await exchange({ code: burnt })).json<{ error: string }>().error, 'invalid_grant', 'a wrong try uses it up');
});

test('what the real one would refuse is told to the person, and he is sent nowhere', async () => {
  const mistakes: [object, string][] = [
    [{ client_id: 'another' }, 'invalid_client'],
    [{ redirect_uri: 'javascript:alert(1)' }, 'redirect_uri_mismatch'],
    [{ redirect_uri: 'http://localhost:3000/back#part' }, 'redirect_uri_mismatch'],
    [{ redirect_uri: '' }, 'redirect_uri_mismatch'],
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ scope: '' }, 'invalid_request'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge: 'short' }, 'invalid_request'],
  ];
  for (const [changes, error] of mistakes) {
    const asked = { ...request, ...changes };
    const filled = { ...asked, email, decision: 'allow' };
    for (const page of [
      await open('/o/oauth2/v2/auth', asked),
      await open('/consent', filled),
      await send('/decision', filled),
    ]) {
      assert.equal(page.statusCode, 400);
      assert.match(page.body, new RegExp(`<code>${error}</code>`));
      assert.equal(page.headers.location, undefined);
    }
  }
});

test('hostile words show as text and can run nothing', async () => {
  const attack = '"><script>alert(1)</script>';
  const added = await send('/accounts', {
    ...request,
    email: 'mallory@evil.example',
    first_name: attack,
    last_name: attack,
    state: attack,
  });
  assert.equal(added.statusCode, 303);
  for (const page of [
    await open('/o/oauth2/v2/auth', { ...request, state: attack }),
    await app.inject(String(added.headers.location)),
    await open('/'),
  ]) {
    assert.equal(page.statusCode, 200);
    assert.doesNotMatch(page.body, /<script/);
    assert.match(page.body, /&lt;script&gt;/);
    assert.match(String(page.headers['content-security-policy']), /default-src 'none'/);
  }
});

test('rotated keys are published with the ones before them, and no longer than that', async () => {
  const kidOf = async () => decodeProtectedHeader((await exchange()).json<{ id_token: string }>().id_token).kid;
  const kids = async () => (await keys()).keys.map(({ kid }) => kid);
  const first = await kidOf();
  assert.deepEqual(await kids(), [first]);
  await send('/keys/rotate', {});
  const second = await kidOf();
  assert.notEqual(second, first);
  assert.deepEqual(await kids(), [second, first]);
  await send('/keys/rotate', {});
  assert.deepEqual(await kids(), [await kidOf(), second]);
});

test('a program gets a token about anybody, in whatever words it likes', async () => {
  const payload = {
    email: 'new@gmail.com',
    email_verified: true,
    first_name: 'New',
    nonce: 'n',
    claims: { sub: '7', aud: request.client_id, name: null },
  };
  const answer = await app.inject({ method: 'POST', url: '/google/id-tokens', payload });
  const claims = await read(answer.json<{ id_token: string }>().id_token);
  assert.deepEqual(
    [claims.sub, claims['email'], claims['given_name'], claims['nonce'], 'name' in claims],
    ['7', 'new@gmail.com', 'New', 'n', false],
  );
});

test('the discovery document names addresses that answer', async () => {
  const found = (await open('/.well-known/openid-configuration')).json<Record<string, string>>();
  assert.equal(found['issuer'], 'https://accounts.google.com');
  for (const name of ['authorization_endpoint', 'jwks_uri']) {
    const { pathname } = new URL(String(found[name]));
    assert.notEqual((await app.inject(pathname)).statusCode, 404, name);
  }
});

test('who was added is there after a restart, and an account is there once', async () => {
  const home = mkdtempSync(join(tmpdir(), 'akawo-sandbox-'));
  after(() => rmSync(home, { recursive: true }));
  const first = await createSandbox(createStages(home));
  const added = { ...request, email: 'Zainab@gmail.com', first_name: 'Zainab' };
  const payload = new URLSearchParams(added).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const add = () => first.inject({ method: 'POST', url: '/google/accounts', headers, payload });
  await Promise.all([add(), add(), add()]);
  await first.close();
  const again = await createSandbox(createStages(home));
  after(() => again.close());
  const { body } = await again.inject('/google');
  assert.equal(body.match(/zainab@gmail\.com/g)?.length, 1);
  assert.match(body, /ada\.obi@gmail\.com/);
});
