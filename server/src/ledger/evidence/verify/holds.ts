import { sql } from 'kysely';
import { type Db, type Tx } from '#platform/db';
import { type Notes } from './report.ts';

const holdsPerPage = 1_000;
const firstId = '00000000-0000-0000-0000-000000000000';
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface Hold {
  readonly id: string;
  readonly account_id: string | null;
  readonly amount: number;
  readonly captured: number;
  readonly released: number;
  readonly expires_at: string | null;
  readonly due_at: string | null;
  readonly state: string;
}

const compared = ['account_id', 'amount', 'captured', 'released', 'expires_at', 'due_at', 'state'] as const;

/** Every hold beside what its postings say of it, both in the order of their ids. */
export async function verifyHolds(db: Tx, notes: Notes, progress: () => void): Promise<void> {
  await foldPostings(db);
  for (let after = firstId; after !== lastId;) {
    const told = await fetchFolded(db);
    const upTo = told.length < holdsPerPage ? lastId : (told.at(-1)?.id ?? lastId);
    const holds = new Map((await readHolds(db, after, upTo)).map((hold) => [hold.id, hold]));
    for (const expected of told) {
      const hold = holds.get(expected.id);
      if (hold === undefined) notes.report({ rule: 'hold_missing', hold: expected.id });
      else compare(notes, expected, hold);
      holds.delete(expected.id);
    }
    for (const hold of holds.keys()) notes.report({ rule: 'hold_unknown', hold });
    notes.tally.holds += told.length;
    progress();
    after = upTo;
  }
  await sql`close folded`.execute(db);
}

function compare(notes: Notes, expected: Hold, hold: Hold): void {
  for (const property of compared) {
    if (expected[property] !== hold[property])
      notes.report({
        rule: 'hold_apart',
        hold: hold.id,
        expected: String(expected[property]),
        found: String(hold[property]),
      });
  }
}

/** No index knows the postings of a hold: the database sorts them once, on its disk, and hands them out. */
async function foldPostings(db: Tx): Promise<void> {
  await sql`
    declare folded no scroll cursor for
    select
      id, account_id, amount, captured, released, expires_at,
      case when captured + released < amount then expires_at end as due_at,
      case when captured + released < amount then 'open' else ending end as state
    from (
      select
        p.hold_id as id,
        (array_agg(e.account_id) filter (where p.kind = 'hold'))[1] as account_id,
        coalesce(sum(e.held) filter (where p.kind = 'hold'), 0)::bigint as amount,
        coalesce(sum(-e.amount) filter (where p.kind = 'capture'), 0)::bigint as captured,
        coalesce(sum(e.amount - e.held) filter (where p.kind in ('capture', 'release')), 0)::bigint as released,
        max(p.expires_at) as expires_at,
        (array_agg(coalesce(p.because, 'captured') order by e.sequence desc))[1] as ending
      from ledger.postings p
      left join ledger.entries e on e.posting_id = p.id and e.held <> 0
      where p.hold_id is not null
      group by p.hold_id
    ) told
    order by id
  `.execute(db);
}

async function fetchFolded(db: Tx): Promise<readonly Hold[]> {
  const { rows } = await sql<Hold>`fetch forward ${sql.lit(holdsPerPage)} from folded`.execute(db);
  return rows;
}

async function readHolds(db: Db, after: string, upTo: string): Promise<readonly Hold[]> {
  const { rows } = await sql<Hold>`
    select id, account_id, amount, captured, released, expires_at, due_at, state
    from ledger.holds
    where id > ${after} and id <= ${upTo}
    order by id
  `.execute(db);
  return rows;
}
