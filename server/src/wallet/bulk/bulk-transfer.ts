import { type Static, Type } from 'typebox';
import { Amount, Currency, Nullable, Timestamp, Uuid } from '#platform/http';
import { type Id } from '#platform/id';
import { type Failure, Transaction } from '../transaction.ts';

export type BulkTransferId = Id<'bulk_transfers'>;

/** The most lines that are carried out while the caller waits. */
export const mostAtOnce = 1_000;
export const mostLines = 10_000;

/** A row of `wallet.bulk_lines`, as far as it says what became of the line. */
export interface BulkLineRow {
  readonly number: number;
  readonly status: 'pending' | 'success' | 'failed';
  readonly failure: Failure | null;
}

export const BulkOutcome = Type.Object(
  {
    line: Type.Integer({ description: 'Its place among the transfers that were sent, from 1.' }),
    to: Type.String({ description: 'The recipient as written.' }),
    amount: Amount,
    status: Type.Enum(['pending', 'success', 'failed']),
    transaction: Nullable(Transaction),
    failure: Nullable(
      Type.Object(
        { code: Type.String(), message: Type.String() },
        { additionalProperties: true, description: 'Why it was refused, with the numbers of that refusal.' },
      ),
    ),
  },
  { $id: 'BulkOutcome' },
);
export type BulkOutcome = Static<typeof BulkOutcome>;

const progress = {
  id: Uuid,
  status: Type.Enum(['processing', 'done']),
  atomic: Type.Boolean(),
  currency: Currency,
  lines: Type.Integer(),
  done: Type.Integer({ description: 'How many lines have their outcome, whichever it is.' }),
  failed: Type.Integer(),
  created_at: Timestamp,
  completed_at: Nullable(Timestamp),
};

/** Many transfers that were asked for at once, and how far they are. */
export const BulkTransfer = Type.Object(progress, { $id: 'BulkTransfer' });
export type BulkTransfer = Static<typeof BulkTransfer>;

export const BulkTransferWithOutcomes = Type.Object(
  { ...progress, data: Type.Array(BulkOutcome) },
  { $id: 'BulkTransferWithOutcomes' },
);
export type BulkTransferWithOutcomes = Static<typeof BulkTransferWithOutcomes>;

export const BulkTransferPage = Type.Object(
  {
    ...progress,
    data: Type.Array(BulkOutcome),
    next_cursor: Nullable(Type.String({ description: 'Give it as `cursor` for the next page; null on the last.' })),
  },
  { $id: 'BulkTransferPage' },
);
export type BulkTransferPage = Static<typeof BulkTransferPage>;
