import { type Currency } from '@akawo/money';
import { type AccountId } from './account.ts';
import { type PostingId } from './command.ts';
import { type HoldState, type Posting } from './posting.ts';

/**
 * Every reason to refuse, in the order in which it is looked for: whoever breaks several rules at once is told the first.
 * The shape of the whole order comes first; then the commands one after another, each from the top of the rest of the list.
 */
export const refusalOrder = [
  'empty',
  'too_many',
  'amount_out_of_range',
  'zero_leg',
  'account_twice',
  'unbalanced',
  'posting_conflict',
  'account_unknown',
  'currency_mismatch',
  'hold_unknown',
  'hold_over',
  'hold_not_expired',
  'hold_leg_missing',
  'capture_too_large',
  'release_too_large',
  'posting_unknown',
  'not_reversible',
  'reversal_too_large',
  'account_frozen',
  'insufficient_funds',
  'ceiling_exceeded',
  'daily_cap_exceeded',
  'balance_out_of_range',
] as const;

export type RefusalCode = (typeof refusalOrder)[number];

/** The numbers behind each refusal. Amounts are in the minor units of the account's currency. */
interface RefusalNumbers {
  empty: object;
  too_many: { limit: number };
  amount_out_of_range: { amount: number };
  zero_leg: { account: AccountId };
  account_twice: { account: AccountId };
  unbalanced: { debits: number; credits: number };
  posting_conflict: { posting: PostingId; by: 'id' | 'reference' | 'order' };
  account_unknown: { account: AccountId };
  currency_mismatch: { currency: Currency; sum: number };
  hold_unknown: { hold: PostingId };
  hold_over: { hold: PostingId; state: HoldState; expires_at: string | null };
  hold_not_expired: { hold: PostingId; expires_at: string | null };
  hold_leg_missing: { hold: PostingId; account: AccountId };
  capture_too_large: { hold: PostingId; needed: number; left: number };
  release_too_large: { hold: PostingId; needed: number; left: number };
  posting_unknown: { posting: PostingId };
  not_reversible: { posting: PostingId };
  reversal_too_large: { posting: PostingId; account: AccountId; needed: number; left: number };
  account_frozen: { account: AccountId; direction: 'debits' | 'credits' };
  insufficient_funds: { account: AccountId; available: number; floor: number; needed: number };
  ceiling_exceeded: { account: AccountId; limit: number; left: number; needed: number };
  daily_cap_exceeded: { account: AccountId; limit: number; left: number; needed: number; day: string };
  balance_out_of_range: { account: AccountId };
}

export type Refusal = { [Code in RefusalCode]: { readonly code: Code } & Readonly<RefusalNumbers[Code]> }[RefusalCode];

export interface Accepted {
  readonly kind: 'accepted';
  /** One per command. The balances afterwards are in their entries. */
  readonly postings: readonly Posting[];
  /** The order was recorded before; these are its first postings, and nothing is written. */
  readonly replayed: boolean;
}

export interface Refused {
  readonly kind: 'refused';
  /** Which command of the order, from 0. */
  readonly command: number;
  readonly refusal: Refusal;
}

export type Outcome = Accepted | Refused;
