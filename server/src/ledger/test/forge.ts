import assert from 'node:assert/strict';
import { type Database, sqlState } from '#platform/db';
import { createBook } from '../book.ts';
import { type Changes, changesOf } from '../changes.ts';
import { type Order } from '../command.ts';
import { decide } from '../decide.ts';
import { loadLocked, type LoadedAt } from '../load.ts';
import { namesIn } from '../names.ts';
import { type EntryRow } from '../posting.ts';
import { composeWrite } from '../write.ts';
import { accepted } from './books.ts';

/** How PostgreSQL says no. */
export const notAllowed = '42501';
export const stays = '23001';
export const broken = '23000';
export const beyond = '23514';
export const thereAlready = '23505';

export async function refusedWith(state: string, attempt: Promise<unknown>, constraint?: string): Promise<void> {
  await assert.rejects(attempt, (thrown: Error & { constraint?: string }) => {
    assert.equal(sqlState(thrown), state, thrown.message);
    if (constraint !== undefined) assert.equal(thrown.constraint, constraint);
    return true;
  });
}

export interface Lie {
  /** What to decide by, instead of what is there. */
  readonly believing?: (loaded: LoadedAt) => LoadedAt;
  /** What to write, instead of what was decided. */
  readonly writing?: (changes: Changes) => Changes;
  readonly at?: (at: Temporal.Instant) => Temporal.Instant;
}

/** The way of the application itself, with a lie in it. */
export function forge(
  { transact }: Pick<Database, 'transact'>,
  order: Order,
  { believing = (it) => it, writing = (it) => it, at = (it) => it }: Lie,
): Promise<void> {
  return transact(async (tx) => {
    const loaded = believing(await loadLocked(tx, namesIn([order])));
    const book = createBook(loaded);
    accepted(decide(book, order, at(loaded.at)));
    await composeWrite(at(loaded.at), writing(changesOf(book)), [order]).execute(tx);
  });
}

export function withoutLimits(loaded: LoadedAt): LoadedAt {
  const accounts = loaded.accounts.map((account) => ({ ...account, floor: null, ceiling: null, daily_debit_cap: null }));
  return { ...loaded, accounts };
}

export function entriesWith(change: (entry: EntryRow) => Partial<EntryRow>): (changes: Changes) => Changes {
  return (changes) => ({ ...changes, entries: changes.entries.map((entry) => ({ ...entry, ...change(entry) })) });
}
