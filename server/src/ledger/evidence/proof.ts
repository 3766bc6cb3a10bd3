import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { blockHash } from './block.ts';
import { canonicalJson } from './canonical-json.ts';
import { format, leafOf, type Sealable } from './canonical.ts';
import { isSignedBy } from './head.ts';
import { ifWritable } from './if-writable.ts';
import { MicrosecondsShape, SignedHeadShape } from './heads-file.ts';
import { rootAbove } from './merkle.ts';

const closed = { additionalProperties: false };
const text = Type.String();
const textOrNull = Type.Union([text, Type.Null()]);
const integer = Type.Integer();

const EntryShape = Type.Object(
  {
    leg: integer,
    account_id: text,
    account_kind: text,
    owner: textOrNull,
    currency: text,
    sequence: integer,
    amount: integer,
    held: integer,
    posted_after: integer,
    held_after: integer,
  },
  closed,
);

const PostingShape = Type.Object(
  {
    id: text,
    batch: integer,
    kind: Type.Enum(['post', 'hold', 'capture', 'release', 'reverse']),
    reference: text,
    fingerprint: text,
    recorded_at: MicrosecondsShape,
    effective_at: MicrosecondsShape,
    metadata: text,
    hold_id: textOrNull,
    reverses: textOrNull,
    expires_at: Type.Union([MicrosecondsShape, Type.Null()]),
    because: textOrNull,
    despite_freeze: Type.Optional(Type.Literal(true)),
    entries: Type.Array(EntryShape),
  },
  closed,
);

const blockMembers = {
  format: integer,
  number: integer,
  sealed_at: MicrosecondsShape,
  count: integer,
  total: integer,
  root: text,
  first_posting: text,
  last_posting: text,
};

/** Everything that shows, without the database, that a posting was in the ledger when a head was signed. Times are microseconds since 1970. */
export const ProofShape = Type.Object(
  {
    format: Type.Literal(format),
    posting: PostingShape,
    /** Its place among the leaves of the block, from 0. */
    index: integer,
    path: Type.Array(text),
    block: Type.Object({ ...blockMembers, previous: text }, closed),
    /** The blocks from there to the head; each follows the one before it, whose hash is not repeated. */
    links: Type.Array(Type.Object(blockMembers, closed)),
    head: SignedHeadShape,
  },
  closed,
);

export type Proof = Static<typeof ProofShape>;

/** What the proof shows, or what keeps it from showing anything. */
export type ProofVerdict =
  | { readonly proven: true; readonly posting: Sealable; readonly block: number; readonly signedAt: string }
  | { readonly proven: false; readonly because: string };

/** Needs nothing but the proof and the public key of whoever keeps the ledger. */
export function checkProof(proof: unknown, publicKey: string): ProofVerdict {
  if (!Value.Check(ProofShape, proof)) return refuse('it does not have the form of a proof');
  return ifWritable(() => check(proof, publicKey)) ?? refuse('a value is not what it should be');
}

function check({ posting, index, path, block, links, head }: Proof, publicKey: string): ProofVerdict {
  if ([block, ...links, head].some((part) => part.format !== format)) return refuse('it is of a format that is not known here');
  if (canonicalJson(posting.metadata) !== posting.metadata) return refuse('its metadata are not in their canonical form');
  const root = rootAbove(leafOf(posting), index, block.count, path.map(digest));
  if (root?.toString('hex') !== block.root) return refuse('the posting is not the one in the block');

  let last = { ...block, hash: blockHash(block) };
  for (const link of links) {
    const next = { ...link, previous: last.hash };
    if (next.number !== last.number + 1 || next.total !== last.total + next.count)
      return refuse('the blocks do not follow each other');
    last = { ...next, hash: blockHash(next) };
  }
  if (head.block !== last.number || head.hash !== last.hash || head.total !== last.total)
    return refuse('the blocks do not lead to the head');
  if (!isSignedBy(publicKey, head)) return refuse('the head is not signed by this key');
  return { proven: true, posting, block: block.number, signedAt: head.signed_at };
}

function digest(hexadecimal: string): Buffer {
  if (!/^[0-9a-f]{64}$/.test(hexadecimal)) throw new TypeError('not a digest');
  return Buffer.from(hexadecimal, 'hex');
}

function refuse(because: string): ProofVerdict {
  return { proven: false, because };
}
