import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson, hashBody } from './index.ts';

const json = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' });

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, inner]) => [name, shuffled(inner)]),
  );
}

test('the order of members is irrelevant, everything else is not', () => {
  fc.assert(fc.property(json, (value) => assert.equal(canonicalJson(shuffled(value)), canonicalJson(value))));
  fc.assert(
    fc.property(json, json, (one, other) => {
      const same = JSON.stringify(JSON.parse(canonicalJson(one))) === JSON.stringify(JSON.parse(canonicalJson(other)));
      assert.equal(hashBody(one).equals(hashBody(other)), same);
    }),
  );
});

test('it reads back as the value it was made of', () => {
  fc.assert(fc.property(json, (value) => assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)))));
});

test('bodies that only look alike are different bodies', () => {
  const bodies = [
    { amount: 1 },
    { amount: '1' },
    { amount: 10 },
    { amount: null },
    { amount: [1] },
    {},
    [],
    null,
    '',
    'null',
    0,
    false,
  ];
  const spellings = [{ name: 'é' }, { name: 'e\u0301' }, { name: '\ud83d\ude00' }, { name: '\ud83d' }, { name: '\ufffd' }];
  const nested = [{ a: { b: 1 } }, { a: {}, b: 1 }, { 'a,"b"': 1 }, [[1], 2], [1, [2]]];
  const all = [...bodies, ...spellings, ...nested];
  assert.equal(new Set(all.map((body) => hashBody(body).toString('hex'))).size, all.length);
});

test('a member that is absent and one that is undefined are the same, as they are in JSON', () => {
  assert.equal(canonicalJson({ b: undefined, a: 1 }), canonicalJson({ a: 1 }));
  assert.deepEqual(hashBody(undefined), hashBody(null));
});

test('the format never changes: old keys are compared with it for ever', () => {
  assert.equal(
    canonicalJson({ b: [1, 'x', null, true], a: { d: -0, c: 1e21 } }),
    '{"a":{"c":1e+21,"d":0},"b":[1,"x",null,true]}',
  );
  assert.equal(
    hashBody({ amount: 5, to: 'é' }).toString('hex'),
    '3292eaa88f0a6da7e3df77c7312714e226d9d7797bd0b30712d2747693f1e962',
  );
});

test('what is no JSON is refused instead of guessed at', () => {
  for (const strange of [Number.NaN, Infinity, 1n, new Date(0), new Map(), () => 1, { deep: Symbol('x') }]) {
    assert.throws(() => canonicalJson(strange), TypeError);
  }
});
