import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { blockHash } from '../block.ts';
import { leafOf } from '../canonical.ts';
import { readBlocks } from '../chain.ts';
import { rootOf } from '../merkle.ts';
import { readPostings } from '../read-postings.ts';
import { columns, edited } from './edits.trial.ts';
import { type Mutation, pick } from './mutation.trial.ts';

/** Everything after some block is gone, the balances are those of then, and nothing inside the database says otherwise. */
export const cuts: readonly Mutation[] = [
  {
    name: 'cut off the tail',
    async apply(tx, draw) {
      const { rows } = await sql<{ last: number }>`select max(number) as last from ledger.blocks`.execute(tx);
      const last = rows[0]?.last ?? 0;
      const kept = last - 1 - (draw % 2);
      await sql`delete from ledger.heads where block > ${kept}`.execute(tx);
      const gone = sql`select unnest(posting_ids) from ledger.blocks where number > ${kept}`;
      await sql`delete from ledger.entries where posting_id in (${gone})`.execute(tx);
      await sql`delete from ledger.postings where id in (${gone})`.execute(tx);
      await sql`delete from ledger.blocks where number > ${kept}`.execute(tx);
      return ({ rule, block, afterBlock = 0 }) => rule === 'head_contradicted' && afterBlock <= kept && (block ?? 0) > kept;
    },
  },
  {
    name: 'restore an older state',
    async apply(tx) {
      for (const table of ['postings', 'entries', 'accounts', 'holds', 'blocks', 'heads']) {
        await sql`delete from ${sql.ref(`ledger.${table}`)}`.execute(tx);
        await sql`insert into ${sql.ref(`ledger.${table}`)} select * from ${sql.ref(`older.${table}`)}`.execute(tx);
      }
      const { rows } = await sql<{ last: number }>`select max(number) as last from ledger.blocks`.execute(tx);
      const last = rows[0]?.last ?? 0;
      return ({ rule, block, afterBlock }) => rule === 'head_contradicted' && afterBlock === last && (block ?? 0) > last;
    },
  },
];

/** Whoever edits a posting and can count makes the whole chain anew, so that all of it fits. */
async function makeChainAnew(tx: Tx): Promise<void> {
  let previous: string | undefined;
  for (const block of await readBlocks(tx, 0, 1_000)) {
    const postings = new Map((await readPostings(tx, block.posting_ids)).map((posting) => [posting.id, posting]));
    const leaves = block.posting_ids.flatMap((id) => {
      const posting = postings.get(id);
      return posting === undefined ? [] : [leafOf(posting)];
    });
    const header = { ...block, previous: previous ?? block.previous, root: rootOf(leaves).toString('hex') };
    previous = blockHash(header);
    await sql`
      update ledger.blocks
      set previous = ${Buffer.from(header.previous, 'hex')}, root = ${Buffer.from(header.root, 'hex')},
          hash = ${Buffer.from(previous, 'hex')}, leaves = ${Buffer.concat(leaves)}
      where number = ${block.number}
    `.execute(tx);
    await sql`update ledger.heads set hash = ${Buffer.from(previous, 'hex')} where block = ${block.number}`.execute(tx);
  }
}

const fields = ['reference', 'fingerprint', 'metadata', 'effective_at'] as const;

export const rewrites: readonly Mutation[] = fields.map((column) => ({
  name: `edit postings.${column} and make the chain anew`,
  async apply(tx, draw) {
    const row = await pick(tx, 'postings', draw);
    const expression = edited[columns['postings']?.[column] ?? ''];
    if (expression === undefined) throw new Error(`nobody knows how to edit ${column}`);
    await sql`update ledger.postings set ${sql.ref(column)} = ${expression(sql.ref(column))} where id = ${row['id']}`.execute(tx);
    if (column === 'effective_at')
      await sql`update ledger.entries set effective_at = effective_at + interval '1 microsecond' where posting_id = ${row['id']}`.execute(
        tx,
      );
    const { rows } = await sql<{
      number: number;
    }>`select number from ledger.blocks where ${row['id']} = any (posting_ids)`.execute(tx);
    const number = rows[0]?.number ?? 0;
    await makeChainAnew(tx);
    return ({ rule, block, afterBlock = 0 }) => rule === 'head_contradicted' && afterBlock < number && (block ?? 0) >= number;
  },
}));
