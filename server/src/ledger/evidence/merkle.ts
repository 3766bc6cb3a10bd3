import { hash } from 'node:crypto';

/** The tree of RFC 6962: a node left over at the end of a level rises as it is, and a node can never be taken for a leaf. */
const nodeTag = Buffer.from([1]);

export function rootOf(leaves: readonly Buffer[]): Buffer {
  let level = leaves;
  while (level.length > 1) level = parentsOf(level);
  const [root] = level;
  if (root === undefined) throw new Error('a tree has at least one leaf');
  return root;
}

/** What has to be known to get from one leaf to the root, from the bottom up. */
export function pathOf(leaves: readonly Buffer[], index: number): readonly Buffer[] {
  const path: Buffer[] = [];
  let place = index;
  for (let level = leaves; level.length > 1; level = parentsOf(level), place >>= 1) {
    const sibling = level[place ^ 1];
    if (sibling !== undefined) path.push(sibling);
  }
  return path;
}

/** The root above a leaf at this place among `count`; undefined if the path is not one of such a tree. */
export function rootAbove(leaf: Buffer, index: number, count: number, path: readonly Buffer[]): Buffer | undefined {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(count) || index < 0 || index >= count) return undefined;
  const siblings = path.values();
  let node = leaf;
  let place = index;
  for (let width = count; width > 1; width = Math.ceil(width / 2), place = Math.floor(place / 2)) {
    const isLeft = place % 2 === 0;
    if (isLeft && place === width - 1) continue;
    const sibling = siblings.next();
    if (sibling.done === true) return undefined;
    node = isLeft ? parentOf(node, sibling.value) : parentOf(sibling.value, node);
  }
  return siblings.next().done === true ? node : undefined;
}

function parentsOf(level: readonly Buffer[]): readonly Buffer[] {
  const parents: Buffer[] = [];
  for (let place = 0; place < level.length; place += 2) {
    const [left, right] = level.slice(place, place + 2);
    if (left !== undefined) parents.push(right === undefined ? left : parentOf(left, right));
  }
  return parents;
}

function parentOf(left: Buffer, right: Buffer): Buffer {
  return hash('sha256', Buffer.concat([nodeTag, left, right]), 'buffer');
}
