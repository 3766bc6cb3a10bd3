import { type Static, Type } from 'typebox';
import { type PostingId } from '#ledger';
import { type Charges } from './quote.ts';
import { Amount, Currency, Nullable, Timestamp, Uuid } from '#platform/http';
import { type Id } from '#platform/id';
import { type WalletCurrency, type WalletId } from './wallet.ts';

export type TransactionId = Id<'transactions'>;

export const transactionTypes = [
  'deposit',
  'withdrawal',
  'transfer',
  'airtime',
  'data',
  'contribution',
  'payout',
  'refund',
  'reversal',
  'adjustment',
] as const;
export type TransactionType = (typeof transactionTypes)[number];

export const transactionStatuses = ['pending', 'processing', 'success', 'failed', 'reversed'] as const;
export type TransactionStatus = (typeof transactionStatuses)[number];

export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** A transaction and its posting have one id, so that each is found from the other without looking. */
export function postingOf(id: TransactionId): PostingId {
  return id as string as PostingId;
}

/** A row of `wallet.transactions`: one for both sides, and with the id and reference of its posting in the ledger. */
export interface TransactionRow {
  readonly id: TransactionId;
  readonly reference: string;
  readonly type: TransactionType;
  readonly status: TransactionStatus;
  readonly currency: WalletCurrency;
  readonly amount: number;
  readonly fee: number;
  readonly charges: Partial<Charges>;
  readonly fee_schedule_id: number | null;
  readonly sender_wallet_id: WalletId | null;
  readonly receiver_wallet_id: WalletId | null;
  readonly sender_name: string | null;
  readonly receiver_name: string | null;
  readonly sender_balance_after: number | null;
  readonly receiver_balance_after: number | null;
  readonly narration: string | null;
  readonly provider: string | null;
  readonly provider_reference: string | null;
  readonly failure: Failure | null;
  readonly metadata: Readonly<Record<string, string | number | boolean | null>>;
  readonly bulk_id: string | null;
  readonly parked_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly completed_at: string | null;
}

/** What a caller may attach to a payment: small, flat, and given back as it came. */
export const Metadata = Type.Record(
  Type.String({ pattern: '^[A-Za-z0-9_.-]{1,40}$' }),
  Type.Union([Type.String({ maxLength: 500 }), Type.Number(), Type.Boolean(), Type.Null()]),
  { maxProperties: 20, additionalProperties: false },
);

/** A transaction as one of its sides sees it. */
export const Transaction = Type.Object(
  {
    id: Uuid,
    reference: Type.String({ description: 'For people to quote; unique and not to be guessed.' }),
    type: Type.Enum([...transactionTypes]),
    direction: Type.Enum(['in', 'out']),
    status: Type.Enum([...transactionStatuses]),
    amount: Amount,
    fee: Type.Integer({ minimum: 0, description: 'Everything that was paid beside the amount; 0 for who receives.' }),
    charges: Type.Object(
      {
        fee: Type.Optional(Type.Integer()),
        vat: Type.Optional(Type.Integer()),
        stamp_duty: Type.Optional(Type.Integer()),
      },
      { description: 'What the fee is made of.' },
    ),
    currency: Currency,
    provider: Nullable(Type.String()),
    provider_reference: Nullable(Type.String()),
    counterparty: Nullable(Type.Object({ name: Nullable(Type.String()) })),
    narration: Nullable(Type.String()),
    failure: Nullable(Type.Object({ code: Type.String(), message: Type.String() })),
    metadata: Type.Object({}, { additionalProperties: true }),
    balance_after: Nullable(Type.Integer()),
    created_at: Timestamp,
    updated_at: Timestamp,
    completed_at: Nullable(Timestamp),
  },
  { $id: 'Transaction' },
);
export type Transaction = Static<typeof Transaction>;

/** The receiver does not see what it cost the sender, nor how much the sender has left; and the other way round. */
export function presentTransaction(row: TransactionRow, side: 'sender' | 'receiver'): Transaction {
  const isSender = side === 'sender';
  const name = isSender ? row.receiver_name : row.sender_name;
  const isWaiting = !isSender && row.parked_at !== null && row.status === 'success';
  return {
    id: row.id,
    reference: row.reference,
    type: row.type,
    direction: isSender ? 'out' : 'in',
    status: isWaiting ? 'processing' : row.status,
    amount: row.amount,
    fee: isSender ? row.fee : 0,
    charges: isSender ? row.charges : {},
    currency: row.currency,
    provider: row.provider,
    provider_reference: row.provider_reference,
    counterparty: name === null ? null : { name },
    narration: row.narration,
    failure: row.failure,
    metadata: isSender ? row.metadata : {},
    balance_after: isSender ? row.sender_balance_after : row.receiver_balance_after,
    created_at: row.created_at,
    updated_at: row.updated_at,
    completed_at: isWaiting ? null : row.completed_at,
  };
}
