import { type AccountId, type AccountState } from './account.ts';
import { type Calendar, createCalendar } from './calendar.ts';
import { type Order, type PostingId } from './command.ts';
import { type HoldRow, type RecordedPosting } from './posting.ts';

/** What is read, under the locks of its accounts, before a batch is decided. What a command names and is not here does not exist. */
export interface Loaded {
  readonly accounts: readonly AccountState[];
  readonly holds: readonly HoldRow[];
  /** The originals of reversals and, when a duplicate has shown itself, the postings under the ids and references of the batch. */
  readonly postings: readonly RecordedPosting[];
}

/** What was loaded, with everything that the accepted orders of the batch have changed since. Only `keep` changes it. */
export interface Book {
  readonly loaded: Loaded;
  readonly accounts: Map<AccountId, AccountState>;
  readonly holds: Map<PostingId, HoldRow>;
  readonly postings: Map<PostingId, RecordedPosting>;
  /** Whose reference it is. */
  readonly references: Map<string, PostingId>;
  /** The postings that the batch adds, in order. */
  readonly added: RecordedPosting[];
  readonly calendar: Calendar;
}

/**
 * One order's view: what it has changed so far, above the book. Forgetting the draft is all that a refusal needs. An order of one command is
 * refused before it has changed anything, so it needs no pages of its own: it writes into the book.
 */
export interface Draft {
  readonly book: Book;
  readonly at: Temporal.Instant;
  readonly accounts: Map<AccountId, AccountState>;
  readonly holds: Map<PostingId, HoldRow>;
  readonly postings: Map<PostingId, RecordedPosting>;
  readonly references: Map<string, PostingId>;
  readonly added: RecordedPosting[];
}

/** Of all batches: a day that one of them has worked out is the next one's too. */
const calendar = createCalendar();

export function createBook(loaded: Loaded): Book {
  return {
    loaded,
    accounts: new Map(loaded.accounts.map((account) => [account.id, account])),
    holds: new Map(loaded.holds.map((hold) => [hold.id, hold])),
    postings: new Map(loaded.postings.map((posting) => [posting.id, posting])),
    references: new Map(loaded.postings.map(({ reference, id }) => [reference, id])),
    added: [],
    calendar,
  };
}

export function openDraft(book: Book, { length }: Order, at: Temporal.Instant): Draft {
  const { accounts, holds, postings, references } = book;
  if (length === 1) return { book, at, accounts, holds, postings, references, added: [] };
  return { book, at, accounts: new Map(), holds: new Map(), postings: new Map(), references: new Map(), added: [] };
}

export function findAccount({ book, accounts }: Draft, id: AccountId): AccountState | undefined {
  return accounts.get(id) ?? book.accounts.get(id);
}

export function findHold({ book, holds }: Draft, id: PostingId): HoldRow | undefined {
  return holds.get(id) ?? book.holds.get(id);
}

export function findPosting({ book, postings }: Draft, id: PostingId): RecordedPosting | undefined {
  return postings.get(id) ?? book.postings.get(id);
}

export function findReference({ book, references }: Draft, reference: string): PostingId | undefined {
  return references.get(reference) ?? book.references.get(reference);
}

/** The order is accepted: from here on the book says what the draft says. */
export function keep({ book, accounts, holds, postings, references, added }: Draft): void {
  for (const posting of added) book.added.push(posting);
  if (accounts === book.accounts) return;
  for (const [id, account] of accounts) book.accounts.set(id, account);
  for (const [id, hold] of holds) book.holds.set(id, hold);
  for (const [id, posting] of postings) book.postings.set(id, posting);
  for (const [reference, id] of references) book.references.set(reference, id);
}
