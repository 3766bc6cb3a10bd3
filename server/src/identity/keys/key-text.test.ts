import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hashKey, kindOfKey, makeKeyText, previewOf } from './key-text.ts';

const alphabet = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_');
const samples = Array.from({ length: 40 }, (_, index) => makeKeyText(index % 2 === 0 ? 'live' : 'test'));

test('a key says where it is from, what it is, and holds 256 random bits', () => {
  for (const [index, key] of samples.entries()) {
    const kind = index % 2 === 0 ? 'live' : 'test';
    assert.match(key, new RegExp(`^ak_${kind}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$`));
    assert.equal(kindOfKey(key), kind);
    assert.equal(hashKey(key).length, 32);
  }
  assert.equal(new Set(samples).size, samples.length);
  assert.ok(62n ** 43n >= 2n ** 256n);
});

test('every single wrong character and every two in the wrong order are noticed', () => {
  let typos = 0;
  for (const key of samples.slice(0, 20)) {
    for (let at = 0; at < key.length; at++) {
      const [before, right, after] = [key.slice(0, at), key.charAt(at), key.slice(at + 1)];
      for (const wrong of alphabet.filter((character) => character !== right)) {
        assert.equal(kindOfKey(before + wrong + after), undefined, `${key}: ${wrong} at ${at}`);
        typos++;
      }
      const next = after.charAt(0);
      if (next !== '' && next !== right) {
        assert.equal(kindOfKey(before + next + right + after.slice(1)), undefined, `${key}: turned at ${at}`);
        typos++;
      }
      assert.equal(kindOfKey(before + after), undefined, `${key}: lost at ${at}`);
    }
  }
  assert.ok(typos > 70_000);
});

test('a live key with the other prefix is not a key', () => {
  for (const key of samples) {
    const other = key.startsWith('ak_live_') ? key.replace('ak_live_', 'ak_test_') : key.replace('ak_test_', 'ak_live_');
    assert.equal(kindOfKey(other), undefined);
  }
});

test('no other text is taken for a key', () => {
  const lookalike = fc.stringMatching(/^ak_(live|test)_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
  fc.assert(fc.property(lookalike, (text) => kindOfKey(text) === undefined));
  const [key = ''] = samples;
  for (const text of [
    ` ${key}`,
    `${key} `,
    `${key}\n`,
    key.toUpperCase(),
    key.replaceAll('_', '-'),
    '',
    'ak_live_',
    `${key}${key}`,
  ])
    assert.equal(kindOfKey(text), undefined);
});

test('a preview shows eight random characters at most', () => {
  const [key = ''] = samples;
  assert.equal(previewOf(key), `${key.slice(0, 12)}…${key.slice(-4)}`);
});
