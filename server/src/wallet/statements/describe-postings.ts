import { sql } from 'kysely';
import { type PostingId, type StatementLine as LedgerLine } from '#ledger';
import { type Db } from '#platform/db';
import { type TransactionType } from '../transaction.ts';
import { type WalletId } from '../wallet.ts';

interface Described {
  readonly type: TransactionType;
  readonly reference: string;
  readonly counterparty: string | null;
  readonly narration: string | null;
  /** The part of what left that was not for the other side. */
  readonly fee: number;
}

interface Row extends Described {
  readonly posting_id: PostingId;
  readonly amount: number;
  readonly is_sender: boolean;
}

/**
 * What the postings were for, by the transactions that they belong to. A transaction has its own posting; money that had waited came by
 * another one, what was held left by the capture of its hold, and a reversal without a transaction of its own is part of the one that
 * it takes back.
 */
export async function describePostings(
  db: Db,
  wallet: WalletId,
  lines: readonly LedgerLine[],
): Promise<(line: LedgerLine) => Described> {
  const { rows } = await sql<Row>`
    select distinct on (p.id)
      p.id as posting_id, t.reference, t.amount, t.fee, t.narration, t.sender_wallet_id is not distinct from ${wallet} as is_sender,
      case when t.id <> p.id and p.reverses is not null then 'reversal' else t.type end as type,
      case when t.sender_wallet_id = ${wallet} then t.receiver_name else t.sender_name end as counterparty
    from ledger.postings p
    left join wallet.parked_inflows i on i.release_posting_id = p.id
    join wallet.transactions t on t.id = any (array[p.id, i.transaction_id, p.hold_id, p.reverses])
    where p.id = any (${lines.map(({ posting_id }) => posting_id)}::uuid[])
    order by p.id, t.id <> p.id
  `.execute(db);
  const byPosting = new Map(rows.map((row) => [row.posting_id, row]));
  return (line) => {
    const row = byPosting.get(line.posting_id);
    return row === undefined ? undescribed(line) : { ...row, fee: feeOf(row, line) };
  };
}

/** Where the ledger moved something else than the whole transaction, the ledger is right and nothing is called a fee. */
function feeOf({ is_sender, amount, fee }: Row, line: LedgerLine): number {
  return is_sender && -line.amount === amount + fee ? fee : 0;
}

/** Whatever no transaction speaks of was entered by us. */
function undescribed({ reference }: LedgerLine): Described {
  return { type: 'adjustment', reference, counterparty: null, narration: null, fee: 0 };
}
