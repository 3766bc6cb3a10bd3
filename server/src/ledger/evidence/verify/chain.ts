import { sql } from 'kysely';
import { type Db } from '#platform/db';
import { beforeFirst, type Block, blockHash } from '../block.ts';
import { leafOf, type Sealable } from '../canonical.ts';
import { leavesOf, readBlocks, type StoredBlock } from '../chain.ts';
import { createGatherer } from '../gather.ts';
import { ifWritable } from '../if-writable.ts';
import { rootOf } from '../merkle.ts';
import { beginning, type Place, readPostings } from '../read-postings.ts';
import { type Notes } from './report.ts';

const blocksPerPage = 4;
const postingsPerPage = 1_000;
const beyondAll = Number.MAX_SAFE_INTEGER;

export interface ChainOptions {
  readonly notes: Notes;
  /** Told of every block, for whoever compares it with what is known from elsewhere. */
  readonly onBlock: (block: Block) => void;
  readonly progress: () => void;
}

/** Every block and every posting in it, then the postings that no block has yet. */
export async function verifyChain(db: Db, { notes, onBlock, progress }: ChainOptions): Promise<void> {
  let last: StoredBlock | undefined;
  let end = beginning;

  for (;;) {
    const page = await readBlocks(db, last?.number ?? 0, blocksPerPage);
    for (const block of page) {
      checkHeader(notes, block, last);
      const unchanged = await checkLeaves(db, notes, block);
      end = checkOrder(notes, block, unchanged, end);
      onBlock(block);
      notes.tally.blocks += 1;
      last = block;
    }
    progress();
    if (page.length === 0) break;
  }

  await findStrangers(db, notes, end, notes.tally.postings);
  await checkUnsealed(db, notes, end, progress);
}

function checkHeader(notes: Notes, block: StoredBlock, last: Block | undefined): void {
  const { number } = block;
  const expected = (last?.number ?? 0) + 1;
  if (number !== expected) notes.report({ rule: 'block_missing', block: expected });
  else if (block.previous !== (last?.hash ?? beforeFirst) || block.total !== (last?.total ?? 0) + block.count)
    notes.report({ rule: 'chain_broken', block: number });
  const isWhole =
    block.posting_ids.length === block.count &&
    block.leaves.length === 32 * block.count &&
    block.posting_ids[0] === block.first_posting &&
    block.posting_ids.at(-1) === block.last_posting;
  if (!isWhole || ifWritable(() => blockHash(block)) !== block.hash) notes.report({ rule: 'block_changed', block: number });
}

/** The postings of the block that are as they were sealed. */
async function checkLeaves(db: Db, notes: Notes, block: StoredBlock): Promise<readonly Sealable[]> {
  const leaves = leavesOf(block);
  if (leaves.length === 0 || rootOf(leaves).toString('hex') !== block.root)
    notes.report({ rule: 'root_wrong', block: block.number });
  const found = new Map((await readPostings(db, block.posting_ids)).map((posting) => [posting.id, posting]));
  return block.posting_ids.flatMap((id, index) => {
    const posting = found.get(id);
    if (posting === undefined) {
      notes.report({ rule: 'posting_missing', posting: id, block: block.number });
      return [];
    }
    checkPosting(notes, posting);
    const leaf = leaves[index];
    if (leaf !== undefined && ifWritable(() => leafOf(posting))?.equals(leaf) === true) return [posting];
    notes.report({ rule: 'posting_changed', posting: id, block: block.number });
    return [];
  });
}

function checkPosting(notes: Notes, { id, entries }: Sealable): void {
  notes.tally.postings += 1;
  if (entries.length === 0) notes.report({ rule: 'posting_without_entries', posting: id });
  const sums = new Map<string, bigint>();
  for (const { currency, amount } of entries) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount));
  for (const [currency, sum] of sums) {
    if (sum !== 0n) notes.report({ rule: 'posting_unbalanced', posting: id, currency, expected: 0, found: sum.toString() });
  }
}

function checkOrder(notes: Notes, { number }: Block, postings: readonly Sealable[], before: Place): Place {
  let last = before;
  for (const { batch, id } of postings) {
    if (batch < last.batch || (batch === last.batch && id <= last.id))
      notes.report({ rule: 'order_wrong', posting: id, block: number });
    else last = { batch, id };
  }
  return last;
}

/** Postings that stand among the sealed ones but are in no block. Counting is quick; only when the count is wrong are they looked for. */
async function findStrangers(db: Db, notes: Notes, end: Place, sealed: number): Promise<void> {
  const { rows } = await sql<{ there: number }>`
    select count(*) as there from ledger.postings where (batch, id) <= (${end.batch}, ${end.id})
  `.execute(db);
  if (rows[0]?.there === sealed) return;
  const strangers = await sql<{ id: string }>`
    select id from ledger.postings where (batch, id) <= (${end.batch}, ${end.id})
    except
    select unnest(posting_ids) from ledger.blocks
    limit 1000
  `.execute(db);
  for (const { id } of strangers.rows) notes.report({ rule: 'posting_unsealed', posting: id });
}

async function checkUnsealed(db: Db, notes: Notes, end: Place, progress: () => void): Promise<void> {
  const gather = createGatherer();
  for (let after = end; ;) {
    const page = await gather(db, after, beyondAll, postingsPerPage);
    for (const posting of page) checkPosting(notes, posting);
    notes.tally.unsealed += page.length;
    progress();
    const reached = page.at(-1);
    if (reached === undefined) return;
    after = reached;
  }
}
