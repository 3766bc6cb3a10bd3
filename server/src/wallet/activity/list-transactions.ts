import { sql } from 'kysely';
import { type PersonId } from '#identity';
import { type Db } from '#platform/db';
import { idAfter, pageOf, type PageOf, type PageWish } from '#platform/http';
import { presentTransaction, type Transaction } from '../transaction.ts';
import { idsWithin, matching, type TransactionFilters } from './filters.ts';
import { type SidedTransaction, transactionColumns } from './own-side.ts';

export type ListWish = TransactionFilters & PageWish;

/**
 * What went through a person's wallets, latest first. Each wallet has two indexes, one for what left and one for what came; a page takes its
 * length from each of them, from where the last page ended, and merges. So a page far back costs what the first one costs.
 */
export async function listTransactions(
  db: Db,
  personId: PersonId,
  { limit, cursor, ...filters }: ListWish,
): Promise<PageOf<Transaction>> {
  const rows = await readPage(db, personId, filters, { after: idAfter(cursor), rows: limit + 1 });
  const page = pageOf(rows, limit);
  return { ...page, data: page.data.map((row) => presentTransaction(row, row.side)) };
}

interface Place {
  readonly after: string | null;
  readonly rows: number;
}

async function readPage(
  db: Db,
  personId: PersonId,
  filters: TransactionFilters,
  place: Place,
): Promise<readonly SidedTransaction[]> {
  const { first, end } = idsWithin(filters);
  const before = place.after !== null && place.after < end ? place.after : end;
  const { rows } = await sql<SidedTransaction>`
    with mine as materialized (
      select id from wallet.wallets where person_id = ${personId} and (${filters.currency ?? null}::text is null or currency = ${filters.currency ?? null})
    )
    select *
    from (
      select sent.*, 'sender' as side
      from mine
      cross join lateral (
        select ${transactionColumns}
        from wallet.transactions t
        where t.sender_wallet_id = mine.id and t.id >= ${first} and t.id < ${before} and ${matching(filters, 'sender')}
        order by t.id desc
        limit ${place.rows}
      ) sent
      union all
      select received.*, 'receiver' as side
      from mine
      cross join lateral (
        select ${transactionColumns}
        from wallet.transactions t
        where t.receiver_wallet_id = mine.id and t.id >= ${first} and t.id < ${before} and ${matching(filters, 'receiver')}
        order by t.id desc
        limit ${place.rows}
      ) received
    ) both_sides
    order by id desc
    limit ${place.rows}
  `.execute(db);
  return rows;
}
