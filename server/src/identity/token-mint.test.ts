import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newId } from '#platform/id';
import { Secret } from '#platform/secret';
import { createTokenMint } from './token-mint.ts';

const mint = createTokenMint(new Secret('only for tests'));
const number = fc.integer({ min: 0, max: 2 ** 32 - 1 });

test('a token says what it was made of, and the same is made again', () => {
  fc.assert(
    fc.property(fc.uuid({ version: 7 }), number, (id, of) => {
      const token = mint.make({ id, number: of });
      assert.deepEqual(mint.read(token), { id, number: of });
      assert.equal(mint.make({ id, number: of }), token);
      assert.match(token, /^[A-Za-z0-9_-]{70}$/);
    }),
  );
});

test('a token in which one character was changed is not ours', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('');
  fc.assert(
    fc.property(fc.uuid({ version: 7 }), number, fc.nat(69), fc.constantFrom(...alphabet), (id, of, place, letter) => {
      const token = mint.make({ id, number: of });
      fc.pre(token[place] !== letter);
      assert.equal(mint.read(token.slice(0, place) + letter + token.slice(place + 1)), undefined);
    }),
  );
});

test('whatever we did not make is nothing', () => {
  const token = mint.make({ id: newId(), number: 7 });
  for (const other of [
    '',
    token.slice(1),
    `${token}A`,
    `${token}=`,
    ` ${token}`,
    token.toUpperCase(),
    'A'.repeat(70),
    '\0'.repeat(70),
  ])
    assert.equal(mint.read(other), undefined, JSON.stringify(other));
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => assert.equal(mint.read(text), undefined)));
});

test('one purpose does not read the tokens of another', () => {
  const other = createTokenMint(new Secret('for something else'));
  assert.equal(other.read(mint.make({ id: newId(), number: 1 })), undefined);
});
