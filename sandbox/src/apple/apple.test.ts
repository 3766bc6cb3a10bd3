import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createLocalJWKSet, generateKeyPair, type JSONWebKeySet, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { createSandbox } from '../sandbox.ts';
import { createStages } from '../stages.ts';

const folder = mkdtempSync(join(tmpdir(), 'akawo-sandbox-'));
const app = await createSandbox(createStages(folder));
after(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const request = {
  client_id: 'ng.akawo.sandbox',
  redirect_uri: 'https://wallet.example/back',
  response_type: 'code id_token',
  response_mode: 'form_post',
  scope: 'name email',
  state: 'the state',
  nonce: 'the nonce',
};

const send = (path: string, form: object) =>
  app.inject({
    method: 'POST',
    url: `/apple${path}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ ...form }).toString(),
  });

/** What the browser would post to the program. */
async function agree(form: object): Promise<Record<string, string>> {
  const page = await send('/decision', { ...request, decision: 'allow', ...form });
  assert.equal(page.statusCode, 200, page.body);
  assert.match(page.body, /<form method="post" action="https:\/\/wallet\.example\/back">/);
  assert.match(String(page.headers['content-security-policy']), /form-action https:\/\/wallet\.example$/);
  const fields = page.body.matchAll(/name="(?<name>\w+)" value="(?<value>[^"]*)"/g);
  const pairs = Array.from(fields, ({ groups }) => [groups?.['name'] ?? '', groups?.['value'] ?? ''] as const);
  return Object.fromEntries(pairs.map(([name, value]) => [name, value.replaceAll('&quot;', '"')]));
}

async function read(id_token = ''): Promise<JWTPayload> {
  const keys = (await app.inject('/apple/auth/keys')).json<JSONWebKeySet>();
  const checks = { issuer: 'https://appleid.apple.com', audience: request.client_id };
  return (await jwtVerify(id_token, createLocalJWKSet(keys), checks)).payload;
}

test('name and address are told the first time and never again', async () => {
  const chosen = { email: 'ada.obi@icloud.com', first_name: 'Adaeze', last_name: 'Obi', address: 'share' };
  const first = await agree(chosen);
  assert.equal(first['state'], 'the state');
  assert.deepEqual(JSON.parse(first['user'] ?? ''), {
    name: { firstName: 'Adaeze', lastName: 'Obi' },
    email: 'ada.obi@icloud.com',
  });
  const claims = await read(first['id_token']);
  assert.deepEqual(
    [claims['email'], claims['email_verified'], claims['nonce'], 'name' in claims],
    ['ada.obi@icloud.com', 'true', 'the nonce', false],
  );
  const second = await agree(chosen);
  assert.equal('user' in second, false);
  const later = await read(second['id_token']);
  assert.deepEqual([later.sub, 'email' in later], [claims.sub, false]);
  const page = await app.inject({ url: '/apple/consent', query: { ...request, email: chosen.email } });
  assert.doesNotMatch(page.body, /First name/);
});

test('whoever hides his address is reached by a relay', async () => {
  const { user, id_token } = await agree({ email: 'ngozi.eze@icloud.com', address: 'hide' });
  const { email, is_private_email } = await read(id_token);
  assert.match(String(email), /^[0-9a-f]{10}@privaterelay\.appleid\.com$/);
  assert.equal(is_private_email, 'true');
  assert.deepEqual(JSON.parse(user ?? ''), { name: { firstName: '', lastName: '' }, email });
});

test('a code is worth a token once, to whoever signs for the client as Apple wants it', async () => {
  const { code = '' } = await agree({ email: 'ada.obi@icloud.com' });
  const { privateKey } = await generateKeyPair('ES256');
  const secret = (changes: JWTPayload = {}, header: object = {}) =>
    new SignJWT({ iss: 'TEAM123456', sub: request.client_id, aud: 'https://appleid.apple.com', ...changes })
      .setProtectedHeader({ alg: 'ES256', kid: 'KEY1234567', ...header })
      .setIssuedAt()
      .setExpirationTime(changes.exp ?? '5m')
      .sign(privateKey);
  const exchange = async (client_secret: string, changes: object = {}) => {
    const { client_id, redirect_uri } = request;
    const form = { grant_type: 'authorization_code', code, client_id, redirect_uri, client_secret, ...changes };
    const answer = await send('/auth/token', form);
    return answer.json<{ error?: string; id_token?: string; refresh_token?: string }>();
  };

  for (const wrong of [
    '',
    'a.b.c',
    await secret({ sub: 'another' }),
    await secret({ aud: 'x' }),
    await secret({ exp: 4_000_000_000 }),
  ])
    assert.equal((await exchange(wrong)).error, 'invalid_client');
  assert.equal((await exchange(await secret(), { grant_type: 'password' })).error, 'unsupported_grant_type');
  const { id_token, refresh_token } = await exchange(await secret());
  assert.equal((await read(id_token))['nonce'], 'the nonce');
  assert.ok(refresh_token);
  assert.equal((await exchange(await secret())).error, 'invalid_grant');
});

test('without a form to post, the answer comes in the address', async () => {
  const { response_mode: _, ...plain } = { ...request, response_type: 'code', scope: 'openid' };
  const answer = await send('/decision', { ...plain, email: 'ada.obi@icloud.com', decision: 'allow' });
  const back = new URL(String(answer.headers.location));
  assert.equal(answer.statusCode, 303);
  assert.deepEqual([...back.searchParams.keys()], ['state', 'code']);
});
