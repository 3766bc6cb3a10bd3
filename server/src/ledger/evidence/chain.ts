import { type RawBuilder, sql } from 'kysely';
import { type Db } from '#platform/db';
import { type Block } from './block.ts';
import { type SignedHead } from './head.ts';
import { beginning, type Place } from './read-postings.ts';

export interface StoredBlock extends Block {
  readonly posting_ids: readonly string[];
  /** One after another, 32 bytes each. */
  readonly leaves: Buffer;
}

const blockColumns = sql`
  number, format, encode(previous, 'hex') as previous, ledger.microseconds(sealed_at) as sealed_at, count, total,
  encode(root, 'hex') as root, first_posting, last_posting, encode(hash, 'hex') as hash
`;

export async function lastBlock(db: Db): Promise<Block | undefined> {
  const { rows } = await sql<Block>`select ${blockColumns} from ledger.blocks order by number desc limit 1`.execute(db);
  return rows[0];
}

/** Those with numbers above `after`, in order. */
export async function readBlocks(db: Db, after: number, limit: number): Promise<readonly StoredBlock[]> {
  return readWhole(db, sql`number > ${after} order by number limit ${limit}`);
}

export async function blockOf(db: Db, posting: Place): Promise<StoredBlock | undefined> {
  // Blocks are in the order of transactions, so what brackets the posting is found by halving; `last_posting` alone tells no order.
  let low = 1;
  let high = (await lastBlock(db))?.number ?? 0;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const [block] = await readWhole(db, sql`number = ${middle}`);
    if (block === undefined) return undefined;
    if (block.posting_ids.includes(posting.id)) return block;
    const end = await placeOf(db, block.last_posting);
    if (end === undefined) return undefined;
    if (end.batch > posting.batch || (end.batch === posting.batch && end.id > posting.id)) high = middle - 1;
    else low = middle + 1;
  }
  return undefined;
}

/** The blocks behind this one up to that one, without their leaves. */
export async function readLinks(db: Db, after: number, upTo: number): Promise<readonly Block[]> {
  const { rows } = await sql<Block>`
    select ${blockColumns} from ledger.blocks where number > ${after} and number <= ${upTo} order by number
  `.execute(db);
  return rows;
}

async function readWhole(db: Db, which: RawBuilder<unknown>): Promise<readonly StoredBlock[]> {
  const { rows } = await sql<StoredBlock>`select ${blockColumns}, posting_ids, leaves from ledger.blocks where ${which}`.execute(
    db,
  );
  return rows;
}

/** Where the chain ends in the order of postings; undefined if its last posting is gone. */
export async function endOfChain(db: Db, last: Block | undefined): Promise<Place | undefined> {
  return last === undefined ? beginning : placeOf(db, last.last_posting);
}

async function placeOf(db: Db, posting: string): Promise<Place | undefined> {
  const { rows } = await sql<Place>`select batch, id from ledger.postings where id = ${posting}`.execute(db);
  return rows[0];
}

/** From the first block they name to the last. */
export async function readHeads(db: Db, fromBlock = 0, limit = 1_000): Promise<readonly SignedHead[]> {
  const { rows } = await sql<SignedHead>`
    select
      format, block, encode(hash, 'hex') as hash, total, ledger.microseconds(signed_at) as signed_at,
      encode(signature, 'hex') as signature
    from ledger.heads
    where block >= ${fromBlock}
    order by block, signed_at
    limit ${limit}
  `.execute(db);
  return rows;
}

export function leavesOf({ leaves }: StoredBlock): readonly Buffer[] {
  return Array.from({ length: leaves.length / 32 }, (_, index) => leaves.subarray(index * 32, (index + 1) * 32));
}
