import { sql } from 'kysely';
import { type Database, type Tx, uuidArray } from '#platform/db';
import { beforeFirst, type Block, blockHash } from './block.ts';
import { format, leafOf, type Sealable } from './canonical.ts';
import { endOfChain, lastBlock } from './chain.ts';
import { createGatherer } from './gather.ts';
import { rootOf } from './merkle.ts';

export interface Sealed {
  readonly block: Block | undefined;
  /** Everything that was committed before is sealed. */
  readonly complete: boolean;
}

export interface BlockSealer {
  /** Seals one block if there is something to seal; undefined while another process is at it. */
  sealNext(): Promise<Sealed | undefined>;
}

export function createBlockSealer(database: Pick<Database, 'transact'>, most: number): BlockSealer {
  const gather = createGatherer();

  return {
    sealNext: () =>
      database.transact(async (tx) => {
        const turn = await takeTurn(tx);
        if (!turn.mine) return undefined;
        const last = await lastBlock(tx);
        const end = await endOfChain(tx, last);
        if (end === undefined) throw new Error(`posting ${last?.last_posting}, which ends the sealed chain, is gone`);
        if (end.batch >= turn.next)
          throw new Error('transactions are numbered lower than the sealed ones: this database was restored from a dump');
        const postings = await gather(tx, end, turn.horizon, most);
        const block = postings.length === 0 ? undefined : await seal(tx, turn.at, last, postings);
        return { block, complete: postings.length < most && !(await isAnyWaiting(tx, turn)) };
      }),
  };
}

interface Turn {
  readonly mine: boolean;
  /** Transactions below it have all ended. */
  readonly horizon: number;
  /** No transaction has ended that has this number or a higher one. */
  readonly next: number;
  readonly at: string;
}

/**
 * One process at a time, until its transaction ends. What is read afterwards is read by new snapshots, so the last block is the last.
 * Nobody waits for the disk: a block that a crash takes away is made again, and a head is on the disk only when its block is.
 */
async function takeTurn(tx: Tx): Promise<Turn> {
  const { rows } = await sql<Turn>`
    select
      pg_try_advisory_xact_lock(hashtextextended('akawo.ledger.seal', 0)) as mine,
      pg_snapshot_xmin(s)::text::bigint as horizon,
      pg_snapshot_xmax(s)::text::bigint as next,
      ledger.microseconds(clock_timestamp()) as at,
      set_config('enable_seqscan', 'off', true),
      set_config('synchronous_commit', 'off', true)
    from pg_current_snapshot() s
  `.execute(tx);
  const [turn] = rows;
  if (turn === undefined) throw new Error('the database did not say which transactions have ended');
  return turn;
}

/** Whether something is committed that cannot be sealed yet, because an older transaction may still commit before it. */
async function isAnyWaiting(tx: Tx, { horizon, next }: Turn): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`
    select exists (select from ledger.postings where batch >= ${horizon} and batch < ${next}) as is
  `.execute(tx);
  return rows[0]?.is === true;
}

async function seal(tx: Tx, at: string, last: Block | undefined, postings: readonly Sealable[]): Promise<Block> {
  const ids = postings.map(({ id }) => id);
  const leaves = postings.map(leafOf);
  const [first] = ids;
  const end = ids.at(-1);
  if (first === undefined || end === undefined) throw new Error('a block has at least one posting');
  const header = {
    format,
    number: (last?.number ?? 0) + 1,
    previous: last?.hash ?? beforeFirst,
    sealed_at: at,
    count: postings.length,
    total: (last?.total ?? 0) + postings.length,
    root: rootOf(leaves).toString('hex'),
    first_posting: first,
    last_posting: end,
  };
  const block = { ...header, hash: blockHash(header) };
  await sql`
    select ledger.seal(
      ${format}, ${block.number}, ${Buffer.from(block.previous, 'hex')}, ${timestampOf(at)}, ${block.total},
      ${Buffer.from(block.root, 'hex')}, ${Buffer.from(block.hash, 'hex')}, ${uuidArray(ids)}::uuid[], ${Buffer.concat(leaves)}
    )
  `.execute(tx);
  return block;
}

/** Microseconds since 1970 as PostgreSQL reads them. */
export function timestampOf(microseconds: string): string {
  return Temporal.Instant.fromEpochNanoseconds(BigInt(microseconds) * 1_000n).toString();
}
