import { sql } from 'kysely';
import { type TransactionRow } from '../transaction.ts';

export type Side = 'sender' | 'receiver';

/** A transaction together with the side from which somebody sees it. */
export interface SidedTransaction extends TransactionRow {
  readonly side: Side;
}

/** Of `wallet.transactions t`. */
export const transactionColumns = sql`
  t.id, t.reference, t.type, t.status, t.currency, t.amount, t.fee, t.charges, t.fee_schedule_id, t.sender_wallet_id, t.receiver_wallet_id,
  t.sender_name, t.receiver_name, t.sender_balance_after, t.receiver_balance_after, t.narration, t.provider, t.provider_reference,
  t.failure, t.metadata, t.bulk_id, t.parked_at, t.created_at, t.updated_at, t.completed_at
`;

/** The status that a side sees: what waits for room in his wallet has not come for the receiver, and the sender does not learn of it. */
export const statusSeenBy = {
  sender: sql`t.status`,
  receiver: sql`case when t.status = 'success' and t.parked_at is not null then 'processing' else t.status end`,
} as const;

export const counterpartyOf = { sender: sql`t.receiver_name`, receiver: sql`t.sender_name` } as const;
