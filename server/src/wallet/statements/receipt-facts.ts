import { type Side } from '../activity/own-side.ts';
import { presentTransaction, type TransactionRow } from '../transaction.ts';
import { momentOf, withSymbol } from './words.ts';

/** What stands on a receipt, by name. The side that receives is not told what it cost the other. */
export function receiptFacts(row: TransactionRow, side: Side): readonly (readonly [string, string])[] {
  const { currency } = row;
  const { reference, fee, charges, completed_at, created_at, narration, amount } = presentTransaction(row, side);
  const money = (value: number | undefined) => (value === undefined || value === 0 ? undefined : withSymbol(value, currency));
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['From', row.sender_name],
    ['To', row.receiver_name],
    ['Date', momentOf(Temporal.Instant.from(completed_at ?? created_at))],
    ['Reference', reference],
    ['Narration', narration],
    ['Fee', money(charges.fee)],
    ['VAT on the fee', money(charges.vat)],
    ['Stamp duty', money(charges.stamp_duty)],
    ['Paid in all', fee > 0 ? money(amount + fee) : undefined],
  ];
  return facts.filter((fact): fact is readonly [string, string] => fact[1] !== null && fact[1] !== undefined);
}
