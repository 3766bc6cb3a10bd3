import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { normaliseUrl } from './normalise-url.ts';

test('every spelling of an address becomes one', () => {
  const spellings = {
    '/wallet': [
      '/wallet',
      '/wallet/',
      '//wallet',
      '/./wallet',
      '/x/../wallet',
      '/%77allet',
      '/wallet/%2e',
      '/a/%2e%2E/wallet',
      'http://elsewhere/wallet',
      '/wallet#top',
      '/../../wallet',
    ],
    '/wallet?at=1&x=%2F': ['/wallet?at=1&x=%2F', '/wallet/?at=1&x=%2F', 'HTTPS://elsewhere:8080//wallet?at=1&x=%2F#y'],
    '/users/a%20b': ['/users/a%20b', '/users/a%20b/'],
    '/users/a:b@c': ['/users/a:b@c', '/users/a%3Ab%40c'],
    '/': ['/', '//', '/.', '/..', 'http://elsewhere', ''],
    '/%252e%252e': ['/%252e%252e'],
  };
  for (const [expected, given] of Object.entries(spellings))
    for (const url of given) assert.deepEqual([url, normaliseUrl(url)], [url, expected]);
});

test('an address that two programs could read differently is refused', () => {
  for (const url of [
    '/a%2fb',
    '/a%5Cb',
    '/a\\b',
    '/a%00',
    '/a?q=%00',
    '/%',
    '/%zz',
    '/%ff',
    '/%c0%af',
    'wallet',
    '*',
    'ftp://x/y',
    '/a\tb',
  ])
    assert.equal(normaliseUrl(url), undefined, url);
});

test('an address in its one spelling stays as it is', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.webSegment(), fc.constantFrom('', '.', '..', '%2e', '%2E%2e', 'a%20b', '%F0%9F%98%80'))),
      (segments) => {
        const once = normaliseUrl(`/${segments.join('/')}`);
        if (once === undefined) return;
        assert.equal(normaliseUrl(once), once);
        assert.doesNotMatch(once, /\/\/|\/\.{1,2}(?:\/|$)|.\/$/);
      },
    ),
  );
});
