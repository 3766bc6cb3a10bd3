import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { pathOf, rootAbove, rootOf } from './merkle.ts';

const leavesOf = (count: number) => Array.from({ length: count }, (_, index) => hash('sha256', `leaf ${index}`, 'buffer'));

/** As RFC 6962 defines it: split at the largest power of two below the number of leaves. */
function treeHash(leaves: readonly Buffer[]): Buffer {
  const [first] = leaves;
  assert.ok(first !== undefined);
  if (leaves.length === 1) return first;
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  const halves = [treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split))];
  return hash('sha256', Buffer.concat([Buffer.of(1), ...halves]), 'buffer');
}

test('the root is that of RFC 6962', () => {
  for (let count = 1; count <= 70; count++) assert.deepEqual(rootOf(leavesOf(count)), treeHash(leavesOf(count)));
});

test('a path leads from its leaf to the root, and from no other leaf, place or size', () => {
  const trees = fc.integer({ min: 1, max: 300 }).chain((count) => fc.tuple(fc.constant(count), fc.nat(count - 1), fc.nat(400)));
  fc.assert(
    fc.property(trees, ([count, index, other]) => {
      const leaves = leavesOf(count);
      const root = rootOf(leaves);
      const leaf = leaves[index] ?? Buffer.of();
      const path = pathOf(leaves, index);
      assert.deepEqual(rootAbove(leaf, index, count, path), root);
      assert.notDeepEqual(rootAbove(Buffer.alloc(32), index, count, path), root);
      if (other !== index) assert.notDeepEqual(rootAbove(leaf, other, count, path), root);
      assert.equal(rootAbove(leaf, index, count, [...path, root]), undefined);
      if (path.length > 0) assert.equal(rootAbove(leaf, index, count, path.slice(1)), undefined);
    }),
  );
});
