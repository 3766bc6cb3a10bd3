import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Type } from 'typebox';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { invalidCursor } from './problems.ts';

const shape = Type.Tuple([Type.String(), Type.Integer()]);

test('a cursor comes back as it was given out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.maxSafeInteger(), (text, number) => {
      const cursor = encodeCursor([text, number]);
      assert.match(cursor, /^[\w-]+$/);
      assert.deepEqual(decodeCursor(shape, cursor), [text, number === 0 ? 0 : number]);
    }),
  );
});

test('a cursor of another list, another shape or somebody’s invention is refused', () => {
  const others = [
    encodeCursor([1, 'x']),
    encodeCursor(['x']),
    encodeCursor(['x', 1, 2]),
    encodeCursor(['x', 1.5]),
    '',
    'x',
    '!!',
    'e30',
    'A'.repeat(600),
    encodeCursor(['x', 1]).slice(1),
  ];
  for (const cursor of others)
    assert.throws(
      () => decodeCursor(shape, cursor),
      (error) => invalidCursor.is(error),
      cursor,
    );
});
