import { type Currency } from '@akawo/money';
import { type Id } from '#platform/id';

export type AccountId = Id<'accounts'>;

/** The chart of accounts; docs/ledger.md says what each kind is for. */
export const accountKinds = ['wallet', 'clearing', 'fees', 'vat', 'stamp_duty', 'suspense', 'airtime_float', 'pot'] as const;

export type AccountKind = (typeof accountKinds)[number];

/** What staff and the law allow the account; `null` is no limit. Amounts are whole minor units within ±(2^53−1). */
export interface Terms {
  /** The least that `posted − held` may fall to. */
  readonly floor: number | null;
  /** The most that `posted` may rise to. */
  readonly ceiling: number | null;
  /** The most that may leave within one day of `zone`, with what is held counted as leaving. */
  readonly daily_debit_cap: number | null;
  readonly zone: string;
  readonly frozen_debits: boolean;
  readonly frozen_credits: boolean;
}

/** Where the account stands after its latest entry. */
export interface Standing {
  readonly posted: number;
  readonly held: number;
  /** Of the latest entry; the first is 1, and none is ever left out. */
  readonly sequence: number;
  /** What left on the day `debited_on`, reversals apart. */
  readonly debited: number;
  /** `2026-11-20` in the account's zone; `null` until something leaves. */
  readonly debited_on: string | null;
}

/** Everything about an account that a decision needs. */
export interface AccountState extends Terms, Standing {
  readonly id: AccountId;
  readonly currency: Currency;
}

/** The whole row. Which account of a kind it is: by owner, currency and, where many write at once, stripe. */
export interface Account extends AccountState {
  readonly kind: AccountKind;
  readonly owner: string | null;
  readonly stripe: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly created_at: string;
}

/** What the owner can use. */
export function availableOf({ posted, held }: Pick<Standing, 'posted' | 'held'>): number {
  return posted - held;
}
