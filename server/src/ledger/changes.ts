import { type AccountId, type Standing } from './account.ts';
import { type Book } from './book.ts';
import { type EntryRow, type HoldRow, type PostingRow } from './posting.ts';

/** Where the batch leaves an account; it may be written only if the account still stands at `expected_sequence`. */
export interface AccountUpdate extends Standing {
  readonly id: AccountId;
  readonly expected_sequence: number;
}

/** What the accepted orders of a batch want written down, ready for one call. */
export interface Records {
  readonly postings: readonly PostingRow[];
  readonly entries: readonly EntryRow[];
}

/** With it, where that leaves accounts and holds: the database works it out by itself. */
export interface Changes extends Records {
  readonly accounts: readonly AccountUpdate[];
  readonly new_holds: readonly HoldRow[];
  readonly changed_holds: readonly HoldRow[];
}

export function recordsOf({ added }: Book): Records {
  return { postings: added, entries: added.flatMap(({ entries }) => entries) };
}

export function changesOf(book: Book): Changes {
  const { loaded, accounts, holds } = book;
  const knownHolds = new Map(loaded.holds.map((hold) => [hold.id, hold]));
  const now = [...holds.values()];
  return {
    ...recordsOf(book),
    accounts: loaded.accounts.flatMap(({ id, sequence: expected_sequence }) => {
      const account = accounts.get(id);
      if (account === undefined || account.sequence === expected_sequence) return [];
      const { posted, held, sequence, debited, debited_on } = account;
      return [{ id, expected_sequence, sequence, posted, held, debited, debited_on }];
    }),
    new_holds: now.filter(({ id }) => !knownHolds.has(id)),
    changed_holds: now.filter((hold) => knownHolds.has(hold.id) && knownHolds.get(hold.id) !== hold),
  };
}
