import { createRecent } from '#platform/recent';
import { type AccountId, type AccountState } from './account.ts';
import { type Book, createBook } from './book.ts';
import { type Order, type PostingId } from './command.ts';
import { decide } from './decide.ts';
import { type LoadedAt } from './load.ts';
import { type Accepted } from './outcome.ts';
import { type HoldRow } from './posting.ts';
import { createToldTime } from './told-time.ts';
import { type Waiting } from './waiting-line.ts';

/** Orders that were accepted by what is remembered. The database refuses to write them if that is no longer so. */
export interface Remembered<Member extends Waiting = Waiting> {
  readonly at: Temporal.Instant;
  readonly book: Book;
  readonly members: readonly Member[];
  readonly outcomes: readonly Accepted[];
}

export interface Memory {
  /** Decides those of the orders that can be accepted without asking the database. The others have to be read and locked first. */
  decide<Member extends Waiting>(batch: readonly Member[]): Decided<Member>;
  /** Where a committed batch has left what it touched; with what had been read for it, if something was. */
  keep(book: Book, loaded?: LoadedAt): void;
  /** What was decided from memory was refused. Where the accounts stand will be read; the time, too, is heard again. */
  doubt(): void;
}

export interface Decided<Member extends Waiting> {
  readonly remembered?: Remembered<Member>;
  readonly others: readonly Member[];
}

export interface MemoryOptions {
  /** How many accounts, and how many holds, to remember: those that moved last. */
  readonly size: number;
}

/** So many orders together are worth the moment until a time that is told ahead has come; fewer ask for the time instead. */
const worthWaiting = 8;

/** For how long an account is not remembered once somebody else has moved it: he may do it again, and then we decide in vain. */
const sharedForMs = 10_000;

/**
 * Where accounts stood after their last batch, so that the next one needs neither a question nor a lock. Nobody has to tell us when that is
 * no longer true: an entry continues its account where it really stands, within its terms, or the database refuses it.
 */
export function createMemory({ size }: MemoryOptions): Memory {
  const accounts = createRecent<AccountId, AccountState>(size);
  const holds = createRecent<PostingId, HoldRow>(size);
  /** Until when, by the monotonic clock. */
  const shared = createRecent<AccountId, number>(size);
  const time = createToldTime();

  const findHold = (book: Book, id: PostingId) => book.holds.get(id) ?? holds.get(id);

  /** Every account that the order moves; nothing if only the database knows. */
  function accountsMovedBy(book: Book, { order, accounts: named }: Waiting): readonly AccountId[] | undefined {
    const moved = [...named];
    for (const command of order) {
      if (command.kind === 'reverse') return undefined;
      if (command.kind !== 'release') continue;
      const hold = findHold(book, command.hold);
      if (hold === undefined) return undefined;
      moved.push(hold.account_id);
    }
    return moved;
  }

  /** Puts into the book what is needed to decide the order. Answers whether all of that is remembered. */
  function recall(book: Book, order: Order, moved: readonly AccountId[]): boolean {
    for (const command of order) {
      if (!('hold' in command)) continue;
      const hold = findHold(book, command.hold);
      if (hold === undefined || !moved.includes(hold.account_id)) return false;
      book.holds.set(hold.id, hold);
    }
    return moved.every((id) => {
      const account = book.accounts.get(id) ?? accounts.get(id);
      if (account !== undefined) book.accounts.set(id, account);
      return account !== undefined;
    });
  }

  /** An account that was not found where we had left it is moved by others as well. */
  function compare({ id, sequence }: AccountState): void {
    const known = accounts.get(id);
    if (known !== undefined && known.sequence !== sequence) shared.set(id, performance.now() + sharedForMs);
  }

  const isShared = (id: AccountId) => (shared.get(id) ?? 0) > performance.now();

  return {
    decide(batch) {
      const at = time.tell();
      if (at === undefined || (batch.length < worthWaiting && time.isVague())) return { others: batch };
      const book = createBook({ accounts: [], holds: [], postings: [] });
      const members: (typeof batch)[number][] = [];
      const outcomes: Accepted[] = [];
      const others: (typeof batch)[number][] = [];
      // Whose orders must not overtake one that has to wait.
      const awaited = new Set<AccountId>();
      for (const [index, member] of batch.entries()) {
        const moved = accountsMovedBy(book, member);
        if (moved === undefined) {
          others.push(...batch.slice(index));
          break;
        }
        const mayGo = !moved.some((id) => awaited.has(id)) && recall(book, member.order, moved);
        const outcome = mayGo ? decide(book, member.order, at) : undefined;
        if (outcome?.kind === 'accepted') {
          members.push(member);
          outcomes.push(outcome);
        } else {
          others.push(member);
          for (const id of moved) awaited.add(id);
        }
      }
      // A transaction more is worth it for many only.
      if (members.length < others.length) return { others: batch };
      return { remembered: { at, book, members, outcomes }, others };
    },

    doubt: () => time.doubt(),

    keep(book, loaded) {
      if (loaded !== undefined) {
        time.hear(loaded);
        loaded.accounts.forEach(compare);
      }
      for (const [id, account] of book.accounts) {
        if (isShared(id)) accounts.forget(id);
        else accounts.set(id, account);
      }
      for (const [id, hold] of book.holds) {
        if (hold.state === 'open') holds.set(id, hold);
        else holds.forget(id);
      }
    },
  };
}
