import { sql } from 'kysely';
import { type Database } from '#platform/db';
import { format } from './canonical.ts';
import { lastBlock } from './chain.ts';
import { type HeadSigner, type SignedHead } from './head.ts';
import { appendHead } from './heads-file.ts';
import { timestampOf } from './seal-block.ts';

export interface HeadOptions {
  readonly database: Pick<Database, 'transact'>;
  readonly signer: HeadSigner;
  /** Outside the database, and best outside its machine. */
  readonly file: string;
}

/** Signs where the chain stands now; undefined before its first block. */
export async function signHead({ database, signer, file }: HeadOptions): Promise<SignedHead | undefined> {
  const head = await database.transact(async (tx) => {
    const block = await lastBlock(tx);
    if (block === undefined) return undefined;
    const { rows } = await sql<{ at: string }>`select ledger.microseconds(clock_timestamp()) as at`.execute(tx);
    const [now] = rows;
    if (now === undefined) throw new Error('the database did not say what time it is');
    const signed = signer.sign({ format, block: block.number, hash: block.hash, total: block.total, signed_at: now.at });
    await sql`
      select ledger.record_head(
        ${format}, ${signed.block}, ${Buffer.from(signed.hash, 'hex')}, ${signed.total}, ${timestampOf(signed.signed_at)},
        ${Buffer.from(signed.signature, 'hex')}
      )
    `.execute(tx);
    return signed;
  });
  // After the commit: a head that is in the file and not in the database is the sign of a database that was set back.
  if (head !== undefined) await appendHead(file, head);
  return head;
}

const lagos = 'Africa/Lagos';
const everyMinutes = 10;
const everyBlocks = 500;

/** The first of each day in Lagos closes the day before; between them there are others, so that little can be cut off unnoticed. */
export async function isHeadDue({ database }: HeadOptions): Promise<boolean> {
  const { rows } = await database.transact((tx) =>
    sql<{ due: boolean }>`
      select coalesce(
        (
          select
            (h.signed_at at time zone ${lagos})::date < (clock_timestamp() at time zone ${lagos})::date
            or (h.block < b.number and h.signed_at < clock_timestamp() - ${everyMinutes} * interval '1 minute')
            or b.number - h.block >= ${everyBlocks}
          from ledger.heads h
          order by h.block desc, h.signed_at desc
          limit 1
        ),
        true
      ) as due
      from (select number from ledger.blocks order by number desc limit 1) b
    `.execute(tx),
  );
  return rows[0]?.due === true;
}
