import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scrubText } from './scrub-text.ts';

test('what has the shape of a secret is hidden, and what stands around it stays', () => {
  const cases: Readonly<Record<string, string>> = {
    'connect postgres://owner:hunter2@db:5432/akawo failed': 'connect postgres://[secret]@db:5432/akawo failed',
    'Authorization: Bearer abcdefgh.12345678': 'Authorization: Bearer [secret]',
    'key sk_live_4f9a8b7c6d and ak_test_0123456789': 'key sk_live_[secret] and ak_test_[secret]',
    'token eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJ here': 'token [secret] here',
    'GET /reset?token=3f9ac1&next=/home': 'GET /reset?token=[secret]&next=/home',
    'card 4084 0840 8408 4081 was declined': 'card [secret] was declined',
    '{"pan":"5060666666666666666"}': '{"pan":"[secret]"}',
  };
  for (const [text, scrubbed] of Object.entries(cases)) assert.equal(scrubText(text), scrubbed);
});

test('amounts, ids, times and phone numbers are left alone', () => {
  const harmless =
    '{"time":"2026-11-20T22:14:29.123Z","id":"0190a3f2-7b1c-7def-8a2b-0123456789ab","amount":4084084084084081,"to":"+2348012345678"}';
  assert.equal(scrubText(harmless), harmless);
});

test('a line of JSON is a line of JSON after scrubbing, whatever it says', () => {
  const secrets = fc.constantFrom(
    'postgres://a:b@c',
    'Bearer abcdefghij',
    '4084084084084081',
    '?token=abc',
    'sk_live_abcdefg',
    'eyJabcdef.abcdefg.x',
  );
  const text = fc.array(fc.oneof(fc.string({ unit: 'binary' }), secrets)).map((parts) => parts.join(' '));
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.integer(),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.array(tie('any')),
      fc.dictionary(text, tie('any')),
    ),
  })).any;
  fc.assert(
    fc.property(value, (given) => void JSON.parse(scrubText(JSON.stringify(given)))),
    { numRuns: 300 },
  );
});

test('a long hostile line costs little time', () => {
  const before = performance.now();
  for (const piece of ['a', 'a:', '?token', '&key=', '4 ', 'eyJaaaaaa.', 'http://', 'x_live_']) scrubText(piece.repeat(20_000));
  assert.ok(performance.now() - before < 1000);
});
