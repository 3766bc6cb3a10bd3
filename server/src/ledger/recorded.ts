import { sql } from 'kysely';
import { type Db, uuidArray } from '#platform/db';
import { type AccountId } from './account.ts';
import { type Order, type PostingId } from './command.ts';
import { type PostingRow, type RecordedPosting } from './posting.ts';

interface Wanted {
  readonly ids: Iterable<PostingId>;
  readonly references?: readonly string[];
}

type Row = PostingRow & {
  readonly entries: RecordedPosting['entries'];
  readonly reversed: Readonly<Record<AccountId, number>> | null;
};

/** The postings with these ids or these references, whole, with what has been taken back of them. */
export async function findRecorded(db: Db, { ids, references = [] }: Wanted): Promise<readonly RecordedPosting[]> {
  const { rows } = await sql<Row>`
    select
      p.id, p.kind, p.reference, encode(p.fingerprint, 'hex') as fingerprint, p.recorded_at, p.effective_at, p.metadata, p.hold_id,
      p.reverses, done.entries, undone.reversed
    from ledger.postings p
    cross join lateral (
      select json_agg(
        json_build_object(
          'account_id', e.account_id, 'sequence', e.sequence, 'posting_id', e.posting_id, 'leg', e.leg, 'amount', e.amount,
          'held', e.held, 'posted_after', e.posted_after, 'held_after', e.held_after
        ) order by e.leg
      ) as entries
      from ledger.entries_of(p) e
    ) done
    cross join lateral (
      select json_object_agg(account_id, amount) as reversed
      from (
        select e.account_id, sum(e.amount) as amount
        from ledger.postings r
        cross join lateral ledger.entries_of(r) e
        where r.reverses = p.id
        group by e.account_id
      ) taken
    ) undone
    where p.id = any (
      ${uuidArray([...ids])}::uuid[] || array(select id from ledger.postings where reference = any (${references}::text[]))
    )
  `.execute(db);
  return rows.map(({ reversed, ...posting }) => ({
    ...posting,
    reversed: new Map(Object.entries(reversed ?? {}) as [AccountId, number][]),
  }));
}

/** Those that stand under the ids and references of these orders. */
export function findRecordedOf(db: Db, orders: readonly Order[]): Promise<readonly RecordedPosting[]> {
  const commands = orders.flat();
  return findRecorded(db, { ids: commands.map(({ id }) => id), references: commands.map(({ reference }) => reference) });
}
