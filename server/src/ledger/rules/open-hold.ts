import { type AccountState } from '../account.ts';
import { type Draft, findAccount, findHold } from '../book.ts';
import { type PostingId } from '../command.ts';
import { type Refusal } from '../outcome.ts';
import { type HoldRow } from '../posting.ts';

/** A hold that has not come to its end, and the account whose money it sets aside. */
export function findOpenHold(draft: Draft, id: PostingId): { hold: HoldRow; account: AccountState } | Refusal {
  const hold = findHold(draft, id);
  if (hold === undefined) return { code: 'hold_unknown', hold: id };
  if (hold.state !== 'open') return holdOver(hold);
  const account = findAccount(draft, hold.account_id);
  if (account === undefined) throw new Error(`hold ${id} was loaded without its account ${hold.account_id}`);
  return { hold, account };
}

export function holdOver({ id, state, expires_at }: HoldRow): Refusal {
  return { code: 'hold_over', hold: id, state, expires_at };
}

/** The moment of expiry belongs to the time after. */
export function hasExpired({ expires_at }: HoldRow, at: Temporal.Instant): boolean {
  return expires_at !== null && Temporal.Instant.compare(expires_at, at) <= 0;
}
