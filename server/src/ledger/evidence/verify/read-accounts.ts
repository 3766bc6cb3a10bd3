import { sql } from 'kysely';
import { type Db } from '#platform/db';

export const accountsPerPage = 1_000;
export const entriesPerPage = 10_000;

export interface AccountRow {
  readonly id: string;
  readonly currency: string;
  readonly posted: number;
  readonly held: number;
  readonly sequence: number;
  readonly moved_at: string;
  readonly debited: number;
  readonly debited_on: string | null;
  readonly open_holds: number;
  /** What is counted per day cannot be counted again once the days themselves have changed. */
  readonly keeps_zone: boolean;
  readonly keeps_terms: boolean;
}

export interface EntryRow {
  readonly account_id: string;
  readonly recorded_at: string;
  readonly sequence: number;
  readonly posting_id: string;
  readonly amount: number;
  readonly held: number;
  readonly posted_after: number;
  readonly held_after: number;
  readonly kind: string | null;
  readonly is_timely: boolean | null;
  /** By its posting, for this leg. */
  readonly is_named: boolean | null;
  /** In the zone of the account. */
  readonly day: string | null;
}

export async function readAccounts(db: Db, after: string): Promise<readonly AccountRow[]> {
  const { rows } = await sql<AccountRow>`
    select
      a.id, a.currency, a.posted, a.held, a.sequence, a.moved_at, a.debited, a.debited_on, holds.remaining as open_holds,
      not exists (
        select from ledger.account_changes where account_id = a.id and before ->> 'zone' <> after ->> 'zone'
      ) as keeps_zone,
      coalesce(
        (
          select
            after @> jsonb_build_object(
              'floor', a.floor, 'ceiling', a.ceiling, 'daily_debit_cap', a.daily_debit_cap, 'zone', a.zone,
              'frozen_debits', a.frozen_debits, 'frozen_credits', a.frozen_credits
            )
          from ledger.account_changes
          where account_id = a.id
          order by id desc
          limit 1
        ),
        true
      ) as keeps_terms
    from (select * from ledger.accounts where id > ${after} order by id limit ${accountsPerPage}) a
    cross join lateral (
      select coalesce(sum(h.amount - h.captured - h.released), 0)::bigint as remaining
      from ledger.entries e
      join ledger.holds h on h.id = e.posting_id
      where e.account_id = a.id and e.held > 0 and h.account_id = a.id and h.state = 'open'
    ) holds
    order by a.id
  `.execute(db);
  return rows;
}

export async function readEntries(
  db: Db,
  from: Pick<EntryRow, 'account_id' | 'recorded_at' | 'sequence'>,
  upTo: string,
): Promise<readonly EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select
      e.account_id, e.recorded_at, e.sequence, e.posting_id, e.amount, e.held, e.posted_after, e.held_after, p.kind,
      p.recorded_at = e.recorded_at and p.effective_at = e.effective_at as is_timely, p.accounts[e.leg] = e.account_id as is_named,
      case when e.amount < 0 then (e.recorded_at at time zone a.zone)::date end as day
    from (
      select account_id, recorded_at, sequence, posting_id, amount, held, posted_after, held_after, effective_at, leg
      from ledger.entries
      where (account_id, recorded_at, sequence) > (${from.account_id}, ${from.recorded_at}, ${from.sequence})
        and account_id <= ${upTo}
      order by account_id, recorded_at, sequence
      limit ${entriesPerPage}
    ) e
    left join ledger.postings p on p.id = e.posting_id
    left join ledger.accounts a on a.id = e.account_id
    order by e.account_id, e.recorded_at, e.sequence
  `.execute(db);
  return rows;
}
