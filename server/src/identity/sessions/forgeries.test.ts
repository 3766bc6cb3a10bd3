import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { testDatabase } from '#test';
import { ask, bearing, derive, issuer, newPerson, trialProcess } from './trial.ts';

const database = await testDatabase();
const process = await trialProcess(database);
const person = await newPerson(database);
const issued = await process.logIn(person);

const secret = derive('access tokens 1').reveal();
const ours = { alg: 'HS256', typ: 'at+jwt', kid: '1' };
const now = Math.floor(Date.now() / 1_000);
const claims = {
  sid: issued.session_id,
  role: 'user',
  iss: issuer,
  aud: 'akawo',
  sub: person,
  jti: 'x',
  iat: now,
  exp: now + 600,
};

const part = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const seal = (text: string, key: string | Buffer, hash = 'sha256') => createHmac(hash, key).update(text).digest('base64url');

/** Signed with our own key, as nobody but us could: what is refused then is refused for its content alone. */
function forge(header: unknown, payload: unknown = claims, key: string | Buffer = secret): string {
  const text = `${part(header)}.${part(payload)}`;
  return `${text}.${seal(text, key)}`;
}

async function codeFor(token: string): Promise<string | undefined> {
  const { status, code } = await ask(process, 'GET', '/trial/person', { headers: bearing(token) });
  return status === 401 ? code : `${status}`;
}

async function refuseAll(tokens: readonly string[], expected = 'access_token_invalid'): Promise<void> {
  assert.ok(tokens.length > 0);
  for (const token of tokens) assert.equal(await codeFor(token), expected, token.slice(0, 200));
}

test('what is made here with our own key is accepted, so that the refusals below mean something', async () => {
  assert.equal(await codeFor(issued.access_token), '200');
  assert.equal(await codeFor(forge(ours)), '200');
});

test('a token without a signature is refused in every spelling of none', async () => {
  const names = [
    'none',
    'None',
    'NONE',
    'nOnE',
    'NonE',
    'none ',
    ' none',
    'none\0',
    'n\u043ene',
    '',
    null,
    [],
    ['none'],
    {},
    0,
    false,
  ];
  const [, payload = '', signature = ''] = issued.access_token.split('.');
  await refuseAll(
    names.flatMap((alg) => {
      const header = part({ ...ours, alg });
      return [
        `${header}.${payload}.`,
        `${header}.${payload}.${signature}`,
        forge({ ...ours, alg }),
        forge({ ...ours, alg }, claims, '\0'),
      ];
    }),
  );
});

test('no other algorithm is accepted, and no public key is taken for a secret', async () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' });
  const withRsa = (header: object) => {
    const text = `${part(header)}.${part(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), rsa.privateKey).toString('base64url')}`;
  };
  const withCurve = (header: object) => {
    const text = `${part(header)}.${part(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), { key: curve.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  };
  const others = ['HS384', 'HS512', 'RS256', 'RS512', 'PS256', 'ES256', 'EdDSA', 'hs256', 'HS256 ', 'HMAC', 'dir', 'A128KW'];
  const long = `${part({ ...ours, alg: 'HS512' })}.${part(claims)}`;
  await refuseAll([
    ...others.map((alg) => forge({ ...ours, alg })),
    `${long}.${seal(long, secret, 'sha512')}`,
    withRsa({ ...ours, alg: 'RS256' }),
    withRsa(ours),
    withCurve({ ...ours, alg: 'ES256' }),
    forge(ours, claims, pem),
    forge({ ...ours, alg: 'RS256' }, claims, pem),
    `${part({ ...ours, alg: 'ES256' })}.${part(claims)}.${Buffer.alloc(64).toString('base64url')}`,
    `${part({ ...ours, alg: 'EdDSA' })}.${part(claims)}.${Buffer.alloc(64).toString('base64url')}`,
    `${part(ours)}.${part(claims)}.${Buffer.alloc(32).toString('base64url')}`,
  ]);
});

test('the name of a key is compared and never looked up, opened, fetched or queried', async () => {
  const names = [
    '2',
    '0',
    '-1',
    '01',
    '1.0',
    '1e0',
    ' 1',
    '1\0',
    1,
    [1],
    ['1'],
    {},
    null,
    true,
    '',
    'x'.repeat(1_000),
    '../../../../dev/null',
    '/dev/null',
    'file:///dev/null',
    'https://evil.example/key.jwk',
    "1' or '1'='1",
    "1'; drop table identity.token_keys; --",
    "x' union select 'secret' --",
    '| whoami',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
  ];
  await refuseAll([
    ...names.flatMap((kid) => [
      forge({ ...ours, kid }),
      forge({ ...ours, kid }, claims, ''),
      forge({ ...ours, kid }, claims, '\0'),
    ]),
    forge({ alg: 'HS256', typ: 'at+jwt' }),
    `${part('{"alg":"HS256","typ":"at+jwt","kid":"2","kid":"1"}')}.${part(claims)}.${seal('x', secret)}`,
    forge('{"alg":"HS256","typ":"at+jwt","kid":"1","__proto__":{"kid":"1"}}'),
  ]);
  assert.equal((await database.owner('select number from identity.token_keys')).length, 1);
});

test('a header that brings its own key, or asks for anything else, is refused even under our own signature', async () => {
  const own = randomBytes(32);
  const jwk = { kty: 'oct', k: own.toString('base64url'), alg: 'HS256' };
  const extras = [
    { jku: 'https://evil.example/jwks.json' },
    { x5u: 'https://evil.example/cert.pem' },
    { x5c: ['MIIB'] },
    { x5t: 'abc' },
    { jwk },
    { crit: ['exp'] },
    { crit: [] },
    { crit: ['b64'], b64: false },
    { b64: false },
    { b64: true },
    { zip: 'DEF' },
    { cty: 'JWT' },
    { enc: 'A256GCM' },
    { p2c: 2_000_000_000 },
  ];
  await refuseAll(extras.flatMap((extra) => [forge({ ...ours, ...extra }), forge({ ...ours, ...extra }, claims, own)]));
});

test('another kind of token is not an access token, though its signature is ours', async () => {
  const types = [undefined, 'JWT', 'jwt', 'AT+JWT', 'application/at+jwt', 'rt+jwt', 'id+jwt', '', null];
  await refuseAll([
    ...types.map((typ) => forge({ ...ours, typ })),
    issued.refresh_token,
    `${part(ours)}.${part(claims)}.${issued.refresh_token}`,
    randomBytes(32).toString('base64url'),
    forge({ typ: 'at+jwt', alg: 'HS256', kid: '1' }),
    forge(ours, claims, derive('refresh tokens').reveal()),
    forge(ours, claims, derive('access tokens 2').reveal()),
  ]);
});

test('claims that are missing, foreign or of the wrong kind are refused', async () => {
  const without = (name: string) => Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name));
  const changes = [
    { aud: 'other' },
    { aud: ['other'] },
    { aud: '' },
    { iss: 'https://evil.example' },
    { iss: `${issuer}/` },
    { iss: [issuer] },
    { role: 'root' },
    { role: null },
    { sid: 7 },
    { sub: [person] },
    { exp: `${now + 600}` },
    { exp: null },
    { exp: now + 0.5 },
    { nbf: now + 60 },
    { perms: ['everything'] },
    { key: 7 },
  ];
  await refuseAll([
    ...changes.map((change) => forge(ours, { ...claims, ...change })),
    ...['aud', 'iss', 'sub', 'sid', 'exp', 'role'].map((name) => forge(ours, without(name))),
    ...['null', '[]', '"text"', '7', 'true', '', '{', '{}'].map((text) => forge(ours, text)),
  ]);
});

test('a token is good for five seconds more than it says, because clocks differ, and no longer', async () => {
  assert.equal(await codeFor(forge(ours, { ...claims, exp: now - 2 })), '200');
  await refuseAll(
    [-6, -60, -86_400].map((seconds) => forge(ours, { ...claims, exp: now + seconds })),
    'access_token_expired',
  );
});

test('a token that was remembered is refused when its time has come', async () => {
  const token = forge(ours, { ...claims, exp: Math.floor(Date.now() / 1_000) - 4 });
  assert.equal(await codeFor(token), '200');
  const until = performance.now() + 2_000;
  while ((await codeFor(token)) === '200') assert.ok(performance.now() < until, 'it is still accepted');
  assert.equal(await codeFor(token), 'access_token_expired');
});

test('another form of the same token is refused', async () => {
  const [header = '', payload = '', signature = ''] = issued.access_token.split('.');
  await refuseAll([
    `${header}.${payload}`,
    `${header}..${signature}`,
    `.${payload}.${signature}`,
    `${issued.access_token}.`,
    `${issued.access_token}.${signature}`,
    `${issued.access_token}..`,
    `${issued.access_token}=`,
    JSON.stringify({ protected: header, payload, signature }),
    issued.access_token.toLowerCase(),
    `${' '.repeat(2_048)}${issued.access_token}`,
    'x'.repeat(8_000),
    '.',
    '..',
    '...',
  ]);
});

test('a token in which any one character was changed is refused', async () => {
  const token = issued.access_token;
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('');
  const changed = (place: number, letter: string) => token.slice(0, place) + letter + token.slice(place + 1);
  const last = token.length - 1;
  await refuseAll(letters.filter((letter) => letter !== token[last]).map((letter) => changed(last, letter)));
  await fc.assert(
    fc.asyncProperty(fc.nat(last), fc.constantFrom(...letters, '.'), async (place, letter) => {
      fc.pre(token[place] !== letter);
      assert.equal(await codeFor(changed(place, letter)), 'access_token_invalid');
    }),
    { numRuns: 300 },
  );
});
