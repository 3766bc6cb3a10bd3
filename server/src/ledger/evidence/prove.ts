import { type Db } from '#platform/db';
import { canonicalJson } from './canonical-json.ts';
import { format, leafOf } from './canonical.ts';
import { blockOf, leavesOf, readHeads, readLinks } from './chain.ts';
import { pathOf } from './merkle.ts';
import { type Proof } from './proof.ts';
import { readPostings } from './read-postings.ts';

export type Proving =
  | { readonly kind: 'proof'; readonly proof: Proof }
  | { readonly kind: 'unknown' }
  /** Sealed within moments, or signed with the next head. */
  | { readonly kind: 'too_early'; readonly missing: 'block' | 'head' }
  /** The posting is not the one that was sealed; verifying the ledger says more. */
  | { readonly kind: 'changed' };

/** What `checkProof` needs to be convinced that the posting is in the ledger. */
export async function provePosting(db: Db, id: string): Promise<Proving> {
  const [posting] = await readPostings(db, [id]);
  if (posting === undefined) return { kind: 'unknown' };
  const stored = await blockOf(db, posting);
  if (stored === undefined) return { kind: 'too_early', missing: 'block' };
  const [head] = await readHeads(db, stored.number, 1);
  if (head === undefined) return { kind: 'too_early', missing: 'head' };

  const { posting_ids, leaves: _leaves, hash: _hash, ...block } = stored;
  const leaves = leavesOf(stored);
  const index = posting_ids.indexOf(id);
  if (leaves[index]?.equals(leafOf(posting)) !== true) return { kind: 'changed' };
  const links = await readLinks(db, block.number, head.block);
  return {
    kind: 'proof',
    proof: {
      format,
      posting: { ...posting, metadata: canonicalJson(posting.metadata), entries: [...posting.entries] },
      index,
      path: pathOf(leaves, index).map((node) => node.toString('hex')),
      block,
      links: links.map(({ previous: _previous, hash: _linkHash, ...link }) => link),
      head,
    },
  };
}
