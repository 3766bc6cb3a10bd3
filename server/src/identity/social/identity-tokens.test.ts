import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, KeyObject } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { CompactEncrypt, exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { Problem } from '#platform/problem';
import { apple } from './issuers.ts';
import { clientId, createIssuerTrial, type IssuerTrial, now } from './issuer.trial.ts';

const trial = await createIssuerTrial();
const { privateKey, kid } = trial.key;
const stranger = await generateKeyPair('RS256');

const claims = { iss: 'https://accounts.google.com', aud: clientId, sub: '1089', email: 'ada@gmail.com', email_verified: true };
const vouched = { provider: 'google', subject: '1089', email: 'ada@gmail.com', first_name: undefined, last_name: undefined };

type Claims = Readonly<Record<string, unknown>>;

/** A token that is right in all but what is said here; `undefined` leaves a claim out. */
function sign(changes: Claims = {}, header: Partial<JWTHeaderParameters> = {}, key = privateKey): Promise<string> {
  const all = { ...claims, iat: now(), exp: now() + 3_600, ...changes };
  return new SignJWT(JSON.parse(JSON.stringify(all)) as JWTPayload)
    .setProtectedHeader({ alg: 'RS256', kid, ...header })
    .sign(key);
}

async function refusal(token: string, nonce?: string, { tokens }: IssuerTrial = trial): Promise<string> {
  return tokens.verify(token, nonce).then(
    () => 'accepted',
    (thrown: unknown) => {
      if (!(thrown instanceof Problem)) throw thrown;
      assert.equal(thrown.details.cause, undefined, 'the cause carries the claims');
      return thrown.code;
    },
  );
}

test('a token of ours is believed, under either name of the issuer and with clocks half a minute apart', async () => {
  assert.deepEqual(await trial.tokens.verify(await sign()), vouched);
  assert.deepEqual(await trial.tokens.verify(await sign({ iss: 'accounts.google.com' })), vouched);
  assert.deepEqual(await trial.tokens.verify(await sign({ iat: now() + 20, exp: now() - 20 })), vouched);
});

const wrongClaims: Record<string, Claims> = {
  'of another client': { aud: 'another.apps.googleusercontent.com' },
  'for several audiences': { aud: [clientId, 'another.apps.googleusercontent.com'] },
  'for nobody': { aud: undefined },
  'of another issuer': { iss: 'https://appleid.apple.com' },
  'of an issuer with a name like his': { iss: 'https://accounts.google.com.evil.example' },
  'that has expired': { iat: now() - 600, exp: now() - 60 },
  'that never expires': { exp: undefined },
  'whose expiry is a text': { exp: '9999999999' },
  'from the future': { iat: now() + 600 },
  'of no time': { iat: undefined },
  'that was found somewhere, hours later': { iat: now() - 7_200 },
  'that is not good yet': { nbf: now() + 600 },
  'about nobody': { sub: undefined },
  'about an empty name': { sub: '' },
  'about a number': { sub: 1089 },
  'about an endless name': { sub: '1'.repeat(256) },
  'with a nonce that nobody knows': { nonce: 'n-0S6' },
};
for (const [what, changes] of Object.entries(wrongClaims)) {
  test(`a token ${what} is refused`, async () => {
    assert.equal(await refusal(await sign(changes)), 'identity_token_invalid');
  });
}

test('a token is refused whose header would choose the key or the check', async () => {
  const strangersJwk = await exportJWK(stranger.publicKey);
  const url = trial.url;
  const headers: Partial<JWTHeaderParameters>[] = [
    { kid: 'unknown' },
    { kid: '__proto__' },
    { kid: '../../etc/passwd' },
    { kid: "' or 1=1 --" },
    { kid: 'k'.repeat(5_000) },
    { kid: 7 as unknown as string },
    { jku: `${url}/evil` },
    { x5u: `${url}/evil` },
    { jwk: strangersJwk },
    { x5c: ['MIIB'] },
  ];
  for (const header of headers) {
    assert.equal(await refusal(await sign({}, header)), 'identity_token_invalid', JSON.stringify(header));
    assert.equal(await refusal(await sign({}, header, stranger.privateKey)), 'identity_token_invalid', JSON.stringify(header));
  }
  assert.equal(await refusal(await sign({}, {}, stranger.privateKey)), 'identity_token_invalid', 'signed by a stranger');
  assert.ok(
    trial.asked.every((path) => path === '/keys'),
    'no address out of a token is ever asked',
  );
});

test('the public key is no secret: neither it nor any other algorithm makes a token', async () => {
  const publicKey = KeyObject.from(trial.key.publicKey);
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const secrets = [
    pem,
    pem.trim(),
    JSON.stringify(trial.key.jwk),
    trial.key.jwk.n ?? '',
    publicKey.export({ type: 'spki', format: 'der' }),
  ];
  const all = { ...claims, iat: now(), exp: now() + 3_600 };
  for (const secret of secrets) {
    for (const alg of ['HS256', 'HS512']) {
      const token = await new SignJWT(all).setProtectedHeader({ alg, kid }).sign(Buffer.from(secret));
      assert.equal(await refusal(token), 'identity_token_invalid');
    }
  }
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  assert.equal(await refusal(await sign({}, { alg: 'ES256' }, elliptic as unknown as CryptoKey)), 'identity_token_invalid');
  const encrypted = await new CompactEncrypt(Buffer.from(JSON.stringify(all)))
    .setProtectedHeader({ alg: 'RSA-OAEP', enc: 'A256GCM', kid })
    .encrypt(publicKey);
  assert.equal(await refusal(encrypted), 'identity_token_invalid');

  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const [header = '', payload = '', signature = ''] = (await sign()).split('.');
  const forged = [
    `${encode({ alg: 'none', kid })}.${payload}.`,
    `${encode({ alg: 'None', kid })}.${payload}.${signature}`,
    `${encode({ alg: 'RS256', kid, crit: ['exp'], exp: 1 })}.${payload}.${signature}`,
    `${encode({ alg: 'RS256', kid, b64: false, crit: ['b64'] })}.${payload}.${signature}`,
    `${header}.${encode({ ...all, sub: 'victim' })}.${signature}`,
    `${header}.${payload}.`,
    `${header}.${payload}`,
    `${header}.${payload}.${signature}.${signature}`,
    ` ${header}.${payload}.${signature}`,
    '',
    '..',
  ];
  for (const token of forged) assert.equal(await refusal(token), 'identity_token_invalid', token);
});

test('no text whatsoever does more than being refused', async () => {
  const [header = '', payload = '', signature = ''] = (await sign()).split('.');
  const piece = fc.oneof(fc.constantFrom(header, payload, signature, ''), fc.string({ unit: 'binary' }), fc.base64String());
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 5 }), async (pieces) => {
      const token = pieces.join('.');
      fc.pre(token !== [header, payload, signature].join('.'));
      assert.equal(await refusal(token), 'identity_token_invalid');
    }),
    { numRuns: 100 },
  );
});

test('the nonce is asked for wherever there is one, as it is or as its digest', async () => {
  const digest = createHash('sha256').update('raw').digest('hex');
  assert.equal(await refusal(await sign({ nonce: 'raw' }), 'raw'), 'accepted');
  assert.equal(await refusal(await sign({ nonce: digest }), 'raw'), 'accepted');
  assert.equal(await refusal(await sign({ nonce: 'raw' }), 'other'), 'identity_token_invalid');
  assert.equal(await refusal(await sign({ nonce: 'raw' }), digest), 'identity_token_invalid');
  assert.equal(await refusal(await sign({ nonce: 'raw' }), ''), 'identity_token_invalid');
  assert.equal(await refusal(await sign({ nonce: ['raw'] }), 'raw'), 'identity_token_invalid');
  assert.equal(await refusal(await sign(), 'raw'), 'identity_token_invalid');
});

test('only an address that the issuer has verified is passed on, and his truths may be texts', async () => {
  const emailOf = async (changes: Claims) => (await trial.tokens.verify(await sign(changes))).email;
  assert.equal(await emailOf({ email: 'Ada.Obi@GMail.com' }), 'ada.obi@gmail.com');
  assert.equal(await emailOf({ email_verified: 'true' }), 'ada@gmail.com');
  const email_verified = [false, 'false', undefined, null, 1, 'TRUE', 'yes', [true]];
  for (const verified of email_verified) assert.equal(await emailOf({ email_verified: verified }), undefined);
  // The first is a Kelvin sign, which is a k in lower case.
  const email = [
    '\u212A@gmail.com',
    'ada',
    'ada@',
    '@gmail.com',
    'a b@gmail.com',
    'a@b@gmail.com',
    `${'a'.repeat(250)}@gmail.com`,
    null,
    7,
  ];
  for (const address of email) assert.equal(await emailOf({ email: address }), undefined, String(address));
});

test('a name that nobody can have is not passed on', async () => {
  const namesOf = async (given_name: unknown, family_name: unknown) => {
    const { first_name, last_name } = await trial.tokens.verify(await sign({ given_name, family_name }));
    return [first_name, last_name];
  };
  assert.deepEqual(await namesOf('Ọlábísí', 'de  la Cruz'), ['Ọlábísí', 'de la Cruz']);
  assert.deepEqual(await namesOf('<b>Ada</b>', 'O\u202Ebi'), [undefined, undefined]);
  assert.deepEqual(await namesOf(['Ada'], ''), [undefined, undefined]);
});

test('Apple is believed about his own people only', async () => {
  const his = await createIssuerTrial({ issuer: apple });
  const key = his.key.privateKey;
  const right = {
    iss: 'https://appleid.apple.com',
    sub: '001393.a.1517',
    email: 'x@privaterelay.appleid.com',
    email_verified: 'true',
  };
  assert.deepEqual(await his.tokens.verify(await sign(right, { kid: his.key.kid }, key)), {
    ...vouched,
    provider: 'apple',
    subject: '001393.a.1517',
    email: 'x@privaterelay.appleid.com',
  });
  assert.equal(await refusal(await sign(right), undefined, his), 'identity_token_invalid');
  assert.equal(await refusal(await sign({}, { kid: his.key.kid }, key), undefined, his), 'identity_token_invalid');
});
