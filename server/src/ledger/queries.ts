import { sql } from 'kysely';
import { type Currency } from '@akawo/money';
import { type Db } from '#platform/db';
import { type AccountId, type AccountKind, availableOf } from './account.ts';
import { type EntryRow, type PostingRow } from './posting.ts';

export interface Balance {
  readonly posted: number;
  readonly held: number;
  readonly available: number;
}

type Sums = Pick<Balance, 'posted' | 'held'>;

/** Now, or after everything that was recorded up to a moment in the past. `undefined` if there is no such account. */
export async function balance(db: Db, account: AccountId, at?: Temporal.Instant): Promise<Balance | undefined> {
  const { rows } =
    at === undefined
      ? await sql<Sums>`select posted, held from ledger.accounts where id = ${account}`.execute(db)
      : await sql<Sums>`
          select coalesce(e.posted_after, 0)::bigint as posted, coalesce(e.held_after, 0)::bigint as held
          from ledger.accounts a
          left join lateral (
            select posted_after, held_after
            from ledger.entries
            where account_id = a.id and recorded_at <= ${at.toString()}
            order by recorded_at desc, sequence desc
            limit 1
          ) e on true
          where a.id = ${account}
        `.execute(db);
  return rows[0] && withAvailable(rows[0]);
}

/** All stripes of a system account together. */
export async function groupBalance(
  db: Db,
  { kind, owner, currency }: { readonly kind: AccountKind; readonly owner: string | null; readonly currency: Currency },
): Promise<Balance> {
  const { rows } = await sql<Sums>`
    select coalesce(sum(posted), 0)::bigint as posted, coalesce(sum(held), 0)::bigint as held
    from ledger.accounts
    where kind = ${kind} and owner is not distinct from ${owner} and currency = ${currency}
  `.execute(db);
  return withAvailable(rows[0] ?? { posted: 0, held: 0 });
}

function withAvailable({ posted, held }: Sums): Balance {
  return { posted, held, available: availableOf({ posted, held }) };
}

/** An entry together with what it is part of. */
export type EntryLine = EntryRow &
  Pick<PostingRow, 'kind' | 'reference' | 'recorded_at' | 'effective_at' | 'metadata' | 'hold_id' | 'reverses'>;

export interface EntriesPage {
  /** The entries before this one; from the latest if absent. */
  readonly before?: Pick<EntryLine, 'recorded_at' | 'sequence'>;
  readonly limit: number;
}

/** The account's entries, latest first. */
export async function entries(db: Db, account: AccountId, { before, limit }: EntriesPage): Promise<readonly EntryLine[]> {
  const { rows } = await sql<EntryLine>`
    select
      e.account_id, e.sequence, e.posting_id, e.leg, e.amount, e.held, e.posted_after, e.held_after, e.recorded_at, e.effective_at,
      p.kind, p.reference, p.metadata, p.hold_id, p.reverses
    from (
      select *
      from ledger.entries
      where account_id = ${account}
        and (recorded_at, sequence) < (${before?.recorded_at ?? 'infinity'}::timestamptz, ${before?.sequence ?? 0}::bigint)
      order by recorded_at desc, sequence desc
      limit ${limit}
    ) e
    join ledger.postings p on p.id = e.posting_id
    order by e.recorded_at desc, e.sequence desc
  `.execute(db);
  return rows;
}
