import { type RawBuilder, sql } from 'kysely';
import { type Db, uuidArray } from '#platform/db';
import { type Sealable, type SealableEntry } from './canonical.ts';

/** Between two places in the order of the chain, which is that of transactions and, within one, of ids. */
export interface Range {
  readonly after: Place;
  /** The first transaction that does not belong to it any more. */
  readonly until: number;
}

export interface Place {
  readonly batch: number;
  readonly id: string;
}

export const beginning: Place = { batch: 0, id: '00000000-0000-0000-0000-000000000000' };

/** The postings of the range in their order, at most so many. */
export function readRange(db: Db, { after, until }: Range, limit: number): Promise<readonly Sealable[]> {
  return read(
    db,
    sql`
      p.batch >= ${after.batch} and p.batch < ${until} and (p.batch, p.id) > (${after.batch}, ${after.id})
      order by p.batch, p.id
      limit ${limit}
    `,
  );
}

/** Those of them that are there, in no particular order. */
export function readPostings(db: Db, ids: readonly string[]): Promise<readonly Sealable[]> {
  return read(db, sql`p.id = any (${uuidArray(ids)}::uuid[])`);
}

type Row = Omit<Sealable, 'entries' | 'despite_freeze'> & { readonly despite_freeze: true | null };
type EntryRow = SealableEntry & { readonly posting_id: string };

async function read(db: Db, which: RawBuilder<unknown>): Promise<readonly Sealable[]> {
  const { rows: postings } = await sql<Row>`
    select
      p.id, p.batch, p.kind, p.reference, encode(p.fingerprint, 'hex') as fingerprint,
      ledger.microseconds(p.recorded_at) as recorded_at, ledger.microseconds(p.effective_at) as effective_at,
      p.metadata::text as metadata, p.hold_id, p.reverses, ledger.microseconds(p.expires_at) as expires_at, p.because,
      p.despite_freeze
    from ledger.postings p
    where ${which}
  `.execute(db);
  if (postings.length === 0) return [];

  // Many postings of one moment share an account, whose entries of that moment are read once for all of them.
  const ids = uuidArray(postings.map(({ id }) => id));
  // An account that somebody removed does not hide the entry: its seal shows that something is wrong with it.
  const { rows: entries } = await sql<EntryRow>`
    select
      e.posting_id, e.leg, e.account_id, coalesce(a.kind, '') as account_kind, a.owner, coalesce(a.currency, '') as currency,
      e.sequence, e.amount, e.held, e.posted_after, e.held_after
    from (
      select distinct account_id, p.recorded_at
      from ledger.postings p
      cross join unnest(p.accounts) account_id
      where p.id = any (${ids}::uuid[])
    ) place
    join ledger.entries e on e.account_id = place.account_id and e.recorded_at = place.recorded_at
    left join ledger.accounts a on a.id = e.account_id
    where e.posting_id = any (${ids}::uuid[])
    order by e.posting_id, e.leg
  `.execute(db);
  const byPosting = Map.groupBy(entries, ({ posting_id }) => posting_id);
  return postings.map(({ despite_freeze, ...posting }) => ({
    ...posting,
    ...(despite_freeze !== null && { despite_freeze }),
    entries: (byPosting.get(posting.id) ?? []).map(({ posting_id: _id, ...entry }) => entry),
  }));
}
