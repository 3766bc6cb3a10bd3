import { type Currency, formatMoney, money } from '@akawo/money';
import { businessZone } from '../activity/period.ts';
import { type TransactionStatus, type TransactionType } from '../transaction.ts';

const dayFormat = new Intl.DateTimeFormat('en-GB', { timeZone: businessZone, day: 'numeric', month: 'short', year: 'numeric' });
const timeFormat = new Intl.DateTimeFormat('en-GB', { timeZone: businessZone, hour: '2-digit', minute: '2-digit' });

/** `20 Nov 2026` in Lagos. */
export function dayOf(at: Temporal.Instant): string {
  return dayFormat.format(new Date(at.epochMilliseconds));
}

/** `14:05` in Lagos. */
export function timeOf(at: Temporal.Instant): string {
  return timeFormat.format(new Date(at.epochMilliseconds));
}

/** `20 Nov 2026, 14:05 WAT`. */
export function momentOf(at: Temporal.Instant): string {
  return `${dayOf(at)}, ${timeOf(at)} WAT`;
}

/** By its days, the last one included, where it is made of whole days. */
export function periodOf(from: Temporal.Instant, to: Temporal.Instant): string {
  const begin = isMidnight(from) ? dayOf(from) : momentOf(from);
  const end = isMidnight(to) ? dayOf(to.subtract({ nanoseconds: 1 })) : momentOf(to);
  return begin === end ? begin : `${begin} – ${end}`;
}

function isMidnight(at: Temporal.Instant): boolean {
  return at.toZonedDateTimeISO(businessZone).toPlainTime().equals('00:00');
}

/** `₦1,250.50`. */
export function withSymbol(amount: number, currency: Currency): string {
  return formatMoney(money(amount, currency));
}

/** `1,250.50`, for columns whose head says what the figures are. */
export function figure(amount: number, currency: Currency): string {
  return formatMoney(money(amount, currency), { symbol: 'none' });
}

/** `2041 5567 8123 4`, as people read it out. */
export function grouped(walletNumber: string): string {
  return walletNumber.replaceAll(/\d{4}(?=\d)/g, '$& ');
}

export const typeNames: Readonly<Record<TransactionType, string>> = {
  deposit: 'Deposit',
  withdrawal: 'Withdrawal',
  transfer: 'Transfer',
  airtime: 'Airtime',
  data: 'Data bundle',
  contribution: 'Contribution',
  payout: 'Payout',
  refund: 'Refund',
  reversal: 'Reversal',
  adjustment: 'Adjustment',
};

export const statusNames: Readonly<Record<TransactionStatus, string>> = {
  pending: 'Pending',
  processing: 'On its way',
  success: 'Successful',
  failed: 'Failed: no money has moved',
  reversed: 'Reversed: the money went back',
};
