import { type AccountId, type AccountState } from '../account.ts';
import { type Book, createBook } from '../book.ts';
import { type Changes } from '../changes.ts';
import { type PostingId } from '../command.ts';
import { type EntryRow, type HoldRow, type PostingRow } from '../posting.ts';

/** Stands where the database will stand: keeps rows, refuses what its constraints would refuse, and loads a book from what it keeps. */
export interface Store {
  readonly accounts: Map<AccountId, AccountState>;
  readonly holds: Map<PostingId, HoldRow>;
  readonly postings: Map<PostingId, PostingRow>;
  readonly entries: EntryRow[];
  write(changes: Changes): void;
  loadBook(): Book;
}

export function createStore(opening: readonly AccountState[]): Store {
  const accounts = new Map(opening.map((account) => [account.id, account]));
  const holds = new Map<PostingId, HoldRow>();
  const postings = new Map<PostingId, PostingRow>();
  const references = new Set<string>();
  const entries: EntryRow[] = [];

  function write(changes: Changes): void {
    for (const { id, kind, reference, fingerprint, recorded_at, effective_at, metadata, hold_id, reverses } of changes.postings) {
      must(!postings.has(id) && !references.has(reference), `posting ${id} or its reference is there already`);
      references.add(reference);
      postings.set(id, { id, kind, reference, fingerprint, recorded_at, effective_at, metadata, hold_id, reverses });
    }
    entries.push(...changes.entries);
    for (const { id, expected_sequence, ...standing } of changes.accounts) {
      const account = accounts.get(id);
      must(account?.sequence === expected_sequence, `account ${id} has moved on`);
      if (account !== undefined) accounts.set(id, { ...account, ...standing });
    }
    for (const hold of changes.new_holds) {
      must(!holds.has(hold.id), `hold ${hold.id} is there already`);
      holds.set(hold.id, hold);
    }
    for (const hold of changes.changed_holds) {
      must(holds.get(hold.id)?.state === 'open', `hold ${hold.id} is over`);
      holds.set(hold.id, hold);
    }
  }

  function reversedOf(of: PostingId): ReadonlyMap<AccountId, number> {
    const sums = new Map<AccountId, number>();
    for (const { posting_id, account_id, amount } of entries) {
      if (postings.get(posting_id)?.reverses === of) sums.set(account_id, (sums.get(account_id) ?? 0) + amount);
    }
    return sums;
  }

  function loadBook(): Book {
    return createBook({
      accounts: [...accounts.values()],
      holds: [...holds.values()],
      postings: [...postings.values()].map((posting) => ({
        ...posting,
        entries: entries.filter(({ posting_id }) => posting_id === posting.id),
        reversed: reversedOf(posting.id),
      })),
    });
  }

  return { accounts, holds, postings, entries, write, loadBook };
}

function must(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}
