import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fit } from './paper.ts';

const widthOf = (text: string) => Array.from(text).length;

test('a text that has room is left alone, and one that has not ends in an ellipsis and never in half a letter', () => {
  assert.equal(fit('Ada Obi', 7, widthOf), 'Ada Obi');
  assert.equal(fit('Ada Obi Okafor', 7, widthOf), 'Ada Ob…');
  assert.equal(fit('Ada Obi', 5, widthOf), 'Ada…');
  assert.equal(fit('ẹ́ẹ́ẹ́ẹ́', 4, widthOf), 'ẹ́…');
  assert.equal(fit('anything', 0, widthOf), '…');
});
