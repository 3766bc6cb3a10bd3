import { type Id } from '#platform/id';
import { type AccountState } from '../account.ts';

/** A well-formed id for the n-th of a family. */
export function idOf<Table extends string>(family: number, n: number): Id<Table> {
  return `0190${String(family).padStart(4, '0')}-0000-7000-8000-${String(n).padStart(12, '0')}` as Id<Table>;
}

/** An account without a limit and without a past. */
export const plainAccount: Omit<AccountState, 'id'> = {
  currency: 'NGN',
  floor: null,
  ceiling: null,
  daily_debit_cap: null,
  zone: 'Africa/Lagos',
  frozen_debits: false,
  frozen_credits: false,
  posted: 0,
  held: 0,
  sequence: 0,
  debited: 0,
  debited_on: null,
};
