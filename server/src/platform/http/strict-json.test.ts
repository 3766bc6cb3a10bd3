import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Problem } from '../problem.ts';
import { parseJson } from './strict-json.ts';

const parse = (text: string) => parseJson(Buffer.from(text));

function refusal(bytes: string | Buffer): { code: string; path: string | undefined; message: string | undefined } {
  try {
    parseJson(Buffer.from(bytes as string));
  } catch (error) {
    assert(error instanceof Problem);
    const [first] = error.details.errors ?? [];
    return { code: error.code, path: first?.path, message: first?.message };
  }
  return assert.fail(`accepted ${bytes.toString('utf8')}`);
}

const name = fc
  .string({ unit: 'binary' })
  .filter((text) => text.isWellFormed() && !text.includes('\0') && !['__proto__', 'constructor', 'prototype'].includes(text));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 5 }, tie('leaf'), tie('list'), tie('object')),
  leaf: fc.oneof(
    name,
    fc.maxSafeInteger().map((n) => n + 0),
    fc.boolean(),
    fc.constant(null),
  ),
  list: fc.array(tie('value'), { maxLength: 5 }),
  object: fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: true }),
}));

test('whatever is plain JSON is read as JSON.parse reads it, however it is spaced and escaped', () => {
  fc.assert(
    fc.property(value, fc.constantFrom(0, 1, '\t'), fc.boolean(), (given, space, escaped) => {
      const text = JSON.stringify(given, null, space);
      const sent = escaped
        ? text.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
        : text;
      assert.deepEqual(parse(sent), JSON.parse(sent));
    }),
  );
});

test('nothing that JSON.parse refuses is let through, however it is bent', () => {
  fc.assert(
    fc.property(value, fc.nat(), fc.string({ maxLength: 3 }), (given, at, inserted) => {
      const text = JSON.stringify(given);
      const cut = at % (text.length + 1);
      const bent = (text.slice(0, cut) + inserted + text.slice(cut + 1)).toWellFormed();
      let read: unknown;
      try {
        read = parse(bent);
      } catch (error) {
        assert(error instanceof Problem);
        return;
      }
      assert.deepEqual(read, JSON.parse(bent));
    }),
  );
});

test('a number that would lose a digit, or is not written as a plain integer, is refused with its path', () => {
  for (const number of [
    '9007199254740992',
    '9007199254740993',
    '-9007199254740993',
    '1.0',
    '1.0000000000000000001',
    '0.5',
    '1e3',
    '1E400',
    '-0',
    '1e-7',
    '18446744073709551616',
  ]) {
    const { code, path, message } = refusal(`{"lines": [{"amount": 1}, {"note": "1.5", "amount": ${number}}]}`);
    assert.deepEqual({ number, code, path }, { number, code: 'validation_failed', path: '/body/lines/1/amount' });
    assert.match(message ?? '', /whole number/);
  }
  assert.deepEqual(parse('[0, -1, 9007199254740991, -9007199254740991]'), [0, -1, 9007199254740991, -9007199254740991]);
});

test('a key given twice is refused, in any spelling and at any depth', () => {
  assert.equal(refusal('{"amount": 1, "amount": 2}').path, '/body/amount');
  assert.equal(refusal(String.raw`{"a": {"b": 1, "\u0062": 2}}`).path, '/body/a/b');
  assert.deepEqual(parse('[{"a": 1}, {"a": 2}]'), [{ a: 1 }, { a: 2 }]);
  assert.deepEqual(parse('{"a": {"b": 1}, "b": [1, 2], "c": "b"}'), { a: { b: 1 }, b: [1, 2], c: 'b' });
});

test('a key that reaches a prototype is refused, in any spelling', () => {
  for (const key of ['__proto__', 'constructor', 'prototype', String.raw`__pro\u0074o__`]) {
    assert.match(refusal(`{"a": [{"${key}": 1}]}`).path ?? '', /^\/body\/a\/0\//);
  }
});

test('NUL and half a character are refused, because no database and no other program would keep them', () => {
  for (const text of [String.raw`\u0000`, String.raw`\ud800`, String.raw`x\udc00y`]) {
    assert.deepEqual(refusal(`{"note": "${text}"}`), {
      code: 'validation_failed',
      path: '/body/note',
      message: 'contains a character that is not text',
    });
    assert.equal(refusal(`{"${text}": 1}`).code, 'validation_failed');
  }
  assert.equal(parse(String.raw`"\ud83d\ude00"`), '😀');
});

test('bytes that are not UTF-8, a byte order mark and broken JSON each have their own code', () => {
  assert.equal(refusal(Buffer.from([0x22, 0xc3, 0x28, 0x22])).code, 'invalid_utf8');
  assert.equal(refusal(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])).code, 'invalid_utf8');
  for (const text of [
    '',
    '{',
    '{"a":}',
    "{'a':1}",
    '[1,]',
    '01',
    '+1',
    'NaN',
    '0x10',
    '１００',
    '\uFEFF{}',
    '{"a":"\n"}',
    '{} {}',
  ]) {
    assert.deepEqual({ text, code: refusal(text).code }, { text, code: 'malformed_json' });
  }
});

test('depth and breadth are bounded, and a hundred thousand levels cost no stack', () => {
  assert.equal(refusal('['.repeat(100_000) + ']'.repeat(100_000)).code, 'validation_failed');
  assert.equal(refusal('['.repeat(33) + ']'.repeat(33)).code, 'validation_failed');
  assert.doesNotThrow(() => parse('['.repeat(32) + ']'.repeat(32)));
  const broad = (keys: number) => `{${Array.from({ length: keys }, (_, i) => `"k${i}":1`).join(',')}}`;
  assert.equal(refusal(broad(1_001)).code, 'validation_failed');
  assert.doesNotThrow(() => parse(broad(1_000)));
});
