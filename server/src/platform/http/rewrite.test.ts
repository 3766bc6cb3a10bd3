import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRewriter } from './rewrite.ts';

test('an old address becomes the present one, with its parameters, its rest and its query', () => {
  const rewrite = createRewriter([
    { method: 'POST', from: '/fund', to: '/deposits' },
    { from: '/old/:id/items/:item', to: '/items/:item/of/:id' },
    { method: 'POST', from: '/hooks/*', to: '/api/hooks/*' },
  ]);
  assert.equal(rewrite('POST', '/fund?dry=1'), '/deposits?dry=1');
  assert.equal(rewrite('GET', '/old/a%20b/items/7?x'), '/items/7/of/a%20b?x');
  assert.equal(rewrite('POST', '/hooks/a/b'), '/api/hooks/a/b');
});

test('another method, a longer address or a lookalike is left alone', () => {
  const rewrite = createRewriter([
    { method: 'POST', from: '/fund', to: '/deposits' },
    { method: 'POST', from: '/a.b/:id', to: '/x/:id' },
  ]);
  for (const [method, url] of [
    ['GET', '/fund'],
    ['POST', '/fund/more'],
    ['POST', '/funds'],
    ['POST', '/aXb/1'],
    ['POST', '/a.b/1/2'],
    ['GET', '/a.b/1'],
  ] as const) {
    assert.equal(rewrite(method, url), url);
  }
});

test('one address with two meanings is refused', () => {
  assert.throws(
    () =>
      createRewriter([
        { from: '/a', to: '/b' },
        { from: '/a', to: '/c' },
      ]),
    /\/a is rewritten twice/,
  );
});
