import { sql } from 'kysely';
import { Type } from 'typebox';
import { type PersonId } from '#identity';
import { type Db } from '#platform/db';
import { decodeCursor, pageSortedBy, type PageWish } from '#platform/http';
import { presentTransaction, type TransactionRow } from '../transaction.ts';
import { type BulkLineRow, type BulkOutcome, type BulkTransfer, type BulkTransferPage, mostLines } from './bulk-transfer.ts';

export interface BulkWish extends PageWish {
  readonly id: string;
  readonly owner: PersonId;
}

interface LineFacts {
  readonly line: number;
  readonly line_to: string;
  readonly line_amount: number;
  readonly line_status: BulkLineRow['status'];
  readonly line_failure: BulkLineRow['failure'];
}

const cursorShape = Type.Tuple([Type.Integer({ minimum: 0, maximum: mostLines })]);

/** How far it is, and the outcomes from where the last page ended; nothing of somebody else's. */
export async function findBulk(db: Db, { id, owner, limit, cursor }: BulkWish): Promise<BulkTransferPage | undefined> {
  const after = cursor === undefined ? 0 : decodeCursor(cursorShape, cursor)[0];
  const { rows: found } = await sql<BulkTransfer>`
    select b.id, b.status, b.is_atomic as atomic, w.currency, b.lines, b.done, b.failed, b.created_at, b.completed_at
    from wallet.bulk_transfers b join wallet.wallets w on w.id = b.wallet_id
    where b.id = ${id} and b.person_id = ${owner}
  `.execute(db);
  const [bulk] = found;
  if (bulk === undefined) return undefined;
  const { rows } = await sql<LineFacts & TransactionRow>`
    select
      l.number as line, l.request ->> 'to' as line_to, (l.request ->> 'amount')::bigint as line_amount, l.status as line_status,
      l.failure as line_failure, t.*
    from wallet.bulk_lines l
    left join wallet.transactions t on t.id = l.transaction_id and l.status = 'success'
    where l.bulk_id = ${id} and l.number > ${after}
    order by l.number
    limit ${limit + 1}
  `.execute(db);
  const { data, next_cursor } = pageSortedBy(rows, limit, ({ line }) => [line]);
  return {
    ...bulk,
    data: data.map(
      ({ line, line_to: to, line_amount: amount, line_status: status, line_failure: failure, ...row }): BulkOutcome => {
        const transaction = status === 'success' ? presentTransaction(row, 'sender') : null;
        return { line, to, amount, status, transaction, failure };
      },
    ),
    next_cursor,
  };
}
