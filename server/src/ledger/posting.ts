import { type AccountId } from './account.ts';
import { type Command, type Metadata, type PostingId } from './command.ts';

/** A command that was accepted, as it is written down. */
export interface PostingRow {
  readonly id: PostingId;
  readonly kind: Command['kind'];
  readonly reference: string;
  /** SHA-256 of the command's content, in hexadecimal. */
  readonly fingerprint: string;
  readonly recorded_at: string;
  readonly effective_at: string;
  readonly metadata: Metadata;
  /** The hold that the command made, captured or released. */
  readonly hold_id: PostingId | null;
  readonly reverses: PostingId | null;
}

/** What one posting did to one account, and where that left the account. */
export interface EntryRow {
  readonly account_id: AccountId;
  readonly sequence: number;
  readonly posting_id: PostingId;
  /** Its place in the posting, from 1. */
  readonly leg: number;
  /** The change of `posted`. */
  readonly amount: number;
  /** The change of `held`. */
  readonly held: number;
  readonly posted_after: number;
  readonly held_after: number;
}

export interface Posting extends PostingRow {
  readonly entries: readonly EntryRow[];
}

/** A posting as the book knows it. */
export interface RecordedPosting extends Posting {
  /** Per account, the sum of the amounts of its reversals so far: of the opposite sign, and never more than the entry. */
  readonly reversed: ReadonlyMap<AccountId, number>;
}

/** `open` while something remains; then what brought it to its end. */
export type HoldState = 'open' | 'captured' | 'released' | 'expired';

export interface HoldRow {
  readonly id: PostingId;
  readonly account_id: AccountId;
  readonly amount: number;
  readonly captured: number;
  readonly released: number;
  readonly expires_at: string | null;
  readonly state: HoldState;
}

export function remainingOf({ amount, captured, released }: HoldRow): number {
  return amount - captured - released;
}
