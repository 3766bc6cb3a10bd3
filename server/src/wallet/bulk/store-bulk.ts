import { sql } from 'kysely';
import { type PersonId } from '#identity';
import { type Tx } from '#platform/db';
import { type TransferRequest } from '../plan-transfer.ts';
import { type Failure, type TransactionId } from '../transaction.ts';
import { type WalletId } from '../wallet.ts';
import { type BulkLineRow, type BulkTransferId } from './bulk-transfer.ts';

export interface NewBulk {
  readonly id: BulkTransferId;
  readonly person_id: PersonId;
  readonly wallet_id: WalletId;
  readonly is_atomic: boolean;
}

export interface NewBulkLine extends Omit<BulkLineRow, 'number'> {
  /** What was asked for: for `TransferRequest` to be read from, unless it could not even be understood. */
  readonly request: TransferRequest | Pick<TransferRequest, 'to' | 'amount'>;
  /** Fixed from the beginning, so that the ledger takes a line once, however often it is tried. */
  readonly transaction_id: TransactionId;
}

export interface StoredBulk {
  readonly status: 'processing' | 'done';
  readonly lines: number;
  readonly done: number;
  readonly failed: number;
  readonly created_at: string;
  readonly completed_at: string | null;
}

/** The bulk and its lines in their order, with whatever outcomes they have already. */
export async function storeBulk(tx: Tx, bulk: NewBulk, lines: readonly NewBulkLine[]): Promise<StoredBulk> {
  const done = lines.filter(({ status }) => status !== 'pending').length;
  const failed = lines.filter(({ status }) => status === 'failed').length;
  const isDone = done === lines.length;
  const { rows } = await sql<StoredBulk>`
    insert into wallet.bulk_transfers (id, person_id, wallet_id, is_atomic, status, lines, done, failed, completed_at)
    values (
      ${bulk.id}, ${bulk.person_id}, ${bulk.wallet_id}, ${bulk.is_atomic}, ${isDone ? 'done' : 'processing'}, ${lines.length}, ${done},
      ${failed}, case when ${isDone} then now() end
    )
    returning status, lines, done, failed, created_at, completed_at
  `.execute(tx);
  await sql`
    insert into wallet.bulk_lines (bulk_id, number, request, status, transaction_id, failure)
    select ${bulk.id}, line.position, line.request, line.status, line.transaction_id, line.failure
    from unnest(
      ${lines.map(({ request }) => JSON.stringify(request))}::jsonb[],
      ${lines.map(({ status }) => status)}::text[],
      ${lines.map(({ transaction_id }) => transaction_id)}::uuid[],
      ${lines.map(({ failure }) => (failure === null ? null : JSON.stringify(failure)))}::jsonb[]
    ) with ordinality as line (request, status, transaction_id, failure, position)
  `.execute(tx);
  const [stored] = rows;
  if (stored === undefined) throw new Error('the bulk transfer was not stored');
  return stored;
}

export async function failLines(
  tx: Tx,
  bulkId: BulkTransferId,
  lines: readonly { readonly number: number; readonly failure: Failure }[],
): Promise<void> {
  if (lines.length === 0) return;
  await sql`
    update wallet.bulk_lines line set status = 'failed', failure = refused.failure
    from unnest(
      ${lines.map(({ number }) => number)}::int[], ${lines.map(({ failure }) => JSON.stringify(failure))}::jsonb[]
    ) as refused (number, failure)
    where line.bulk_id = ${bulkId} and line.number = refused.number and line.status = 'pending'
  `.execute(tx);
}

/** Counts again what has its outcome; says how many lines have none. */
export async function countOutcomes(tx: Tx, bulkId: BulkTransferId): Promise<number> {
  const { rows } = await sql<{ pending: number }>`
    with counted as materialized (
      select
        count(*) filter (where status <> 'pending')::int as done,
        count(*) filter (where status = 'failed')::int as failed,
        count(*) filter (where status = 'pending')::int as pending
      from wallet.bulk_lines where bulk_id = ${bulkId}
    )
    update wallet.bulk_transfers bulk set
      done = counted.done,
      failed = counted.failed,
      status = case when counted.pending = 0 then 'done' else 'processing' end,
      completed_at = case when counted.pending = 0 then coalesce(bulk.completed_at, now()) end
    from counted
    where bulk.id = ${bulkId} and bulk.status = 'processing'
    returning counted.pending
  `.execute(tx);
  return rows[0]?.pending ?? 0;
}
