import { type Db } from '#platform/db';
import { type AccountRow, accountsPerPage, entriesPerPage, type EntryRow, readAccounts, readEntries } from './read-accounts.ts';
import { type Notes } from './report.ts';

const firstId = '00000000-0000-0000-0000-000000000000';
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface Standing {
  posted: number;
  held: number;
  sequence: number;
  moved_at: string;
  debited: number;
  debited_on: string | null;
}

/** Every entry in its account, from the first to where the account stands. */
export async function verifyAccounts(db: Db, notes: Notes, progress: () => void): Promise<void> {
  const sums = new Map<string, bigint>();
  for (let after = firstId; ;) {
    const accounts = await readAccounts(db, after);
    // Behind the last account there may still be entries, of accounts that somebody has removed.
    const upTo = accounts.length < accountsPerPage ? lastId : (accounts.at(-1)?.id ?? lastId);
    const standings = await followEntries(db, notes, after, upTo, progress);
    const known = new Set(accounts.map(({ id }) => id));
    for (const account of accounts) {
      compare(notes, account, standings.get(account.id) ?? nothing());
      sums.set(account.currency, (sums.get(account.currency) ?? 0n) + BigInt(account.posted));
    }
    for (const account of standings.keys()) if (!known.has(account)) notes.report({ rule: 'account_unknown', account });
    notes.tally.accounts += accounts.length;
    if (upTo === lastId) break;
    after = upTo;
  }
  for (const [currency, sum] of sums) {
    if (sum !== 0n) notes.report({ rule: 'currency_unbalanced', currency, expected: 0, found: sum.toString() });
  }
}

function nothing(): Standing {
  return { posted: 0, held: 0, sequence: 0, moved_at: '-infinity', debited: 0, debited_on: null };
}

async function followEntries(
  db: Db,
  notes: Notes,
  after: string,
  upTo: string,
  progress: () => void,
): Promise<ReadonlyMap<string, Standing>> {
  const standings = new Map<string, Standing>();
  let from: Pick<EntryRow, 'account_id' | 'recorded_at' | 'sequence'> = {
    account_id: after,
    recorded_at: 'infinity',
    sequence: 0,
  };
  for (;;) {
    const page = await readEntries(db, from, upTo);
    for (const entry of page) {
      const standing = standings.get(entry.account_id) ?? nothing();
      standings.set(entry.account_id, standing);
      step(notes, standing, entry);
    }
    notes.tally.entries += page.length;
    progress();
    const last = page.at(-1);
    if (last === undefined || page.length < entriesPerPage) return standings;
    from = last;
  }
}

function step(notes: Notes, standing: Standing, entry: EntryRow): void {
  const where = { account: entry.account_id, sequence: entry.sequence, posting: entry.posting_id };
  if (entry.sequence !== standing.sequence + 1)
    notes.report({ rule: 'sequence_broken', ...where, expected: standing.sequence + 1, found: entry.sequence });
  if (entry.posted_after !== standing.posted + entry.amount)
    notes.report({ rule: 'balance_broken', ...where, expected: standing.posted + entry.amount, found: entry.posted_after });
  if (entry.held_after !== standing.held + entry.held)
    notes.report({ rule: 'balance_broken', ...where, expected: standing.held + entry.held, found: entry.held_after });
  if (entry.is_named !== true) notes.report({ rule: 'entry_unposted', ...where });
  else if (entry.is_timely !== true) notes.report({ rule: 'entry_untimely', ...where });

  // From what is there: one wrong entry is one finding and not all that follow it.
  standing.posted = entry.posted_after;
  standing.held = entry.held_after;
  standing.sequence = entry.sequence;
  standing.moved_at = entry.recorded_at;
  if (entry.amount < 0 && entry.kind !== 'reverse') {
    standing.debited = (standing.debited_on === entry.day ? standing.debited : 0) - entry.amount;
    standing.debited_on = entry.day;
  }
}

function compare(notes: Notes, account: AccountRow, standing: Standing): void {
  for (const property of ['posted', 'held', 'sequence', 'moved_at'] as const) {
    if (account[property] !== standing[property])
      notes.report({ rule: 'account_apart', account: account.id, expected: standing[property], found: account[property] });
  }
  if (account.keeps_zone && (account.debited !== standing.debited || account.debited_on !== standing.debited_on))
    notes.report({ rule: 'debits_apart', account: account.id, expected: standing.debited, found: account.debited });
  if (account.held !== account.open_holds)
    notes.report({ rule: 'held_apart', account: account.id, expected: account.open_holds, found: account.held });
  if (!account.keeps_terms) notes.report({ rule: 'terms_apart', account: account.id });
}
