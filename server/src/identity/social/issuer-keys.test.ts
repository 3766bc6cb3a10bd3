import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { SignJWT } from 'jose';
import { Problem } from '#platform/problem';
import { clientId, createIssuerKey, createIssuerTrial, type IssuerKey, type IssuerTrial, now, sendJson } from './issuer.trial.ts';

function sign({ kid, privateKey }: IssuerKey): Promise<string> {
  return new SignJWT({ iss: 'accounts.google.com', aud: clientId, sub: '1089', iat: now(), exp: now() + 3_600 })
    .setProtectedHeader({ alg: 'RS256', kid })
    .sign(privateKey);
}

async function verdict({ tokens }: IssuerTrial, key: IssuerKey): Promise<string> {
  return tokens.verify(await sign(key)).then(
    () => 'accepted',
    (thrown: unknown) => {
      if (!(thrown instanceof Problem)) throw thrown;
      return thrown.code;
    },
  );
}

const { key: witness, publishes, says } = await hostileAnswers();

test('keys are fetched once, however many ask at once', async () => {
  const trial = await createIssuerTrial({ key: witness });
  assert.deepEqual(await Promise.all(Array.from({ length: 50 }, () => verdict(trial, trial.key))), Array(50).fill('accepted'));
  assert.equal(await verdict(trial, trial.key), 'accepted');
  assert.equal(trial.asked.length, 1);
});

test('a rotation is noticed by the first token that a new key signed, and the old key is good for nothing after', async () => {
  const trial = await createIssuerTrial({ key: witness, cooldownMs: 0 });
  assert.equal(await verdict(trial, trial.key), 'accepted');
  const next = await createIssuerKey();
  trial.publish(next.jwk, trial.key.jwk);
  assert.equal(await verdict(trial, next), 'accepted');
  assert.equal(await verdict(trial, trial.key), 'accepted', 'while both are published');
  assert.equal(trial.asked.length, 2);
  const last = await createIssuerKey();
  trial.publish(last.jwk);
  assert.equal(await verdict(trial, last), 'accepted');
  assert.equal(await verdict(trial, trial.key), 'identity_token_invalid');
  assert.equal(await verdict(trial, next), 'identity_token_invalid');
});

test('a key that is not published any more is forgotten when the cache is, without a new key to notice it by', async () => {
  const trial = await createIssuerTrial({ key: witness, cooldownMs: 0, cacheMs: 1 });
  assert.equal(await verdict(trial, trial.key), 'accepted');
  trial.publish({ ...witness.jwk, kid: 'another' });
  await new Promise((passed) => setTimeout(passed, 5));
  assert.equal(await verdict(trial, trial.key), 'identity_token_invalid');
});

test('tokens with invented keys do not make us ask all day', async () => {
  const trial = await createIssuerTrial({ key: witness });
  for (let number = 0; number < 50; number += 1)
    assert.equal(await verdict(trial, { ...witness, kid: `invented-${number}` }), 'identity_token_invalid');
  assert.equal(trial.asked.length, 1);
});

for (const [what, answer] of Object.entries(says)) {
  test(`keys that come as ${what} are no keys: signing in is not possible, until they come right`, async () => {
    const trial = await createIssuerTrial({ key: witness, timeoutMs: 200 });
    trial.answerWith(answer);
    assert.equal(await verdict(trial, witness), 'social_sign_in_unavailable');
    trial.publish(witness.jwk);
    assert.equal(await verdict(trial, witness), 'accepted');
  });
}
for (const [what, keys] of Object.entries(publishes)) {
  test(`${what} opens nothing and breaks nothing`, async () => {
    const trial = await createIssuerTrial({ key: witness });
    trial.publish(...keys);
    const code = await verdict(trial, witness);
    assert.ok(['social_sign_in_unavailable', 'identity_token_invalid'].includes(code), code);
  });
}

test('strange keys beside the right one do not matter', async () => {
  const trial = await createIssuerTrial({ key: witness });
  const { kid, jwk } = witness;
  trial.publish(
    null,
    7,
    'key',
    [],
    {},
    { kid, kty: 'oct', k: jwk.n },
    { kid, kty: 'EC' },
    { ...jwk, use: 'enc' },
    { ...jwk, n: 'AQAB' },
    jwk,
  );
  assert.equal(await verdict(trial, witness), 'accepted');
});

test('while the issuer does not answer, nobody waits long and nobody is asked in vain', async () => {
  const trial = await createIssuerTrial({ key: witness, timeoutMs: 100 });
  trial.answerWith(() => {});
  const began = performance.now();
  for (let number = 0; number < 50; number += 1) assert.equal(await verdict(trial, witness), 'social_sign_in_unavailable');
  assert.ok(performance.now() - began < 2_500, `${performance.now() - began} ms`);
  assert.ok(trial.asked.length < 10, `asked ${trial.asked.length} times`);
});

/** What a key set may look like when its server is broken, taken over, or somebody else. */
async function hostileAnswers(): Promise<{
  readonly key: IssuerKey;
  readonly says: Record<string, (response: ServerResponse) => void>;
  readonly publishes: Record<string, readonly unknown[]>;
}> {
  const key = await createIssuerKey();
  const { jwk, kid } = key;
  const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey.export({ format: 'jwk' });
  const right = JSON.stringify({ keys: [jwk] });
  const send =
    (text: string | Buffer, status = 200, headers = {}) =>
    (response: ServerResponse) =>
      void response.writeHead(status, headers).end(text);
  return {
    key,
    says: {
      nothing: send(''),
      'a page': send('<!doctype html><h1>Log in to the hotel’s network</h1>'),
      'half an answer': send(right.slice(0, 200)),
      'an answer that is cut': (response) => {
        response.writeHead(200, { 'content-length': '100000' }).write(right.slice(0, 100));
        response.destroy();
      },
      'an answer without an end': (response) => {
        const flood = () => {
          while (response.write('['.repeat(16_384)) && !response.destroyed);
        };
        response.on('drain', flood);
        flood();
      },
      'a megabyte of blanks': send(right + ' '.repeat(1_048_576)),
      'nested lists': send('['.repeat(10_000) + ']'.repeat(10_000)),
      'something compressed': send(gzipSync(right), 200, { 'content-encoding': 'gzip' }),
      'a list': send(JSON.stringify([jwk])),
      'a text': send(JSON.stringify(right)),
      'no list': send(JSON.stringify({ keys: { 0: jwk, length: 1 } })),
      'an empty list': send('{"keys":[]}'),
      'a thousand keys': (response) => sendJson(response, { keys: Array.from({ length: 1_000 }, () => ({})) }),
      'an error': send(right, 500),
      'a refusal': send(right, 403),
      'a redirect': send(right, 302, { location: '/elsewhere' }),
      'two keys of one name': (response) => sendJson(response, { keys: [jwk, { ...jwk, n: weak.n?.repeat(2) }] }),
    },
    publishes: {
      'a weak key': [{ ...weak, kid }],
      'a symmetric key made of the public one': [{ kty: 'oct', kid, k: jwk.n, alg: 'HS256' }],
      'a key without a name': [{ ...jwk, kid: undefined }],
      'a key with another name': [{ ...jwk, kid: 'other' }],
      'a key for another algorithm': [{ ...jwk, alg: 'RS512' }],
      'a key for encryption': [{ ...jwk, use: 'enc' }],
      'a modulus of rubbish': [{ ...jwk, n: '_'.repeat(342) }],
      'a modulus that is no text': [{ ...jwk, n: ['A'.repeat(342)] }],
      'a modulus of a megabit': [{ ...jwk, n: 'B'.repeat(40_000) }],
      'a modulus of nothing': [{ ...jwk, n: 'A'.repeat(342) }],
      'a modulus of half a byte too many': [{ ...jwk, n: `${jwk.n}AAA` }],
      'an even exponent': [{ ...jwk, e: 'AAAA' }],
      'an exponent of one': [{ ...jwk, e: 'AAAB' }],
      'an exponent that is no text': [{ ...jwk, e: 65_537 }],
      'a key with a prototype': [JSON.parse(`{"__proto__":${JSON.stringify(jwk)},"kid":"${kid}"}`)],
    },
  };
}
