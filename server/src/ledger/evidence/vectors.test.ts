import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Secret } from '#platform/secret';
import { blockBytes, blockHash, type BlockHeader } from './block.ts';
import { canonicalJson } from './canonical-json.ts';
import { canonicalBytes, leafOf, type Sealable } from './canonical.ts';
import { createHeadSigner, type Head, headBytes, isSignedBy } from './head.ts';
import { rootOf } from './merkle.ts';

interface Vectors {
  readonly metadata: readonly { readonly text: string; readonly canonical: string }[];
  readonly postings: readonly { readonly posting: Sealable; readonly bytes: string; readonly leaf: string }[];
  readonly trees: readonly { readonly leaves: number; readonly root: string }[];
  readonly block: { readonly header: BlockHeader; readonly bytes: string; readonly hash: string };
  readonly head: {
    readonly head: Head;
    readonly bytes: string;
    readonly secret: string;
    readonly public_key: string;
    readonly signature: string;
  };
}

const page = readFileSync(join(import.meta.dirname, '../../../../docs/ledger-evidence.md'), 'utf8');
const vectors = JSON.parse(/```json\n([\s\S]*?)\n```/.exec(page)?.[1] ?? '{}') as Vectors;

test('metadata are written in the one form that the page names', () => {
  assert.ok(vectors.metadata.length >= 3);
  for (const { text, canonical } of vectors.metadata) {
    assert.equal(canonicalJson(text), canonical);
    assert.equal(canonicalJson(canonical), canonical);
  }
});

test('postings give the bytes and the leaves of the page', () => {
  assert.ok(vectors.postings.length >= 3);
  for (const { posting, bytes, leaf } of vectors.postings) {
    assert.equal(canonicalBytes(posting).toString('hex'), bytes);
    assert.equal(leafOf(posting).toString('hex'), leaf);
  }
});

test('trees of any shape have the roots of the page', () => {
  assert.ok(vectors.trees.length >= 6);
  for (const { leaves, root } of vectors.trees)
    assert.equal(rootOf(Array.from({ length: leaves }, (_, index) => Buffer.alloc(32, index))).toString('hex'), root);
});

test('the block of the page has the bytes and the hash of the page, and holds its postings', () => {
  const { header, bytes, hash } = vectors.block;
  assert.equal(header.root, rootOf(vectors.postings.map(({ posting }) => leafOf(posting))).toString('hex'));
  assert.equal(blockBytes(header).toString('hex'), bytes);
  assert.equal(blockHash(header), hash);
});

test('the head of the page is signed as the page says', () => {
  const { head, bytes, secret, public_key, signature } = vectors.head;
  const signer = createHeadSigner(new Secret(secret));
  assert.equal(headBytes(head).toString('hex'), bytes);
  assert.equal(signer.publicKey, public_key);
  assert.equal(signer.sign(head).signature, signature);
  assert.ok(isSignedBy(public_key, { ...head, signature }));
});
