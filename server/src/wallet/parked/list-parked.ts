import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { type Db } from '#platform/db';
import {
  Amount,
  Currency,
  decodeCursor,
  Nullable,
  type PageOf,
  pageSortedBy,
  type PageWish,
  Timestamp,
  Uuid,
} from '#platform/http';
import { type WalletId } from '../wallet.ts';

/** Money that has come for a wallet and waits for room in it. */
export const ParkedInflow = Type.Object(
  {
    transaction_id: Uuid,
    reference: Type.String(),
    amount: Amount,
    currency: Currency,
    sender_name: Nullable(Type.String()),
    parked_at: Timestamp,
  },
  { $id: 'ParkedInflow' },
);
export type ParkedInflow = Static<typeof ParkedInflow>;

/** A time as we write it, and so one that the database can read. */
const cursorShape = Type.Tuple([Type.String({ format: 'date-time', pattern: '^2[0-9]{3}-.*Z$' }), Uuid]);

/** What came first comes first, because it will be let in first. */
export async function listParked(db: Db, wallet: WalletId, { limit, cursor }: PageWish): Promise<PageOf<ParkedInflow>> {
  const [parkedAt, id] = cursor === undefined ? [null, null] : decodeCursor(cursorShape, cursor);
  const { rows } = await sql<ParkedInflow>`
    select i.transaction_id, t.reference, i.amount, i.currency, t.sender_name, i.parked_at
    from wallet.parked_inflows i
    join wallet.transactions t on t.id = i.transaction_id
    where i.wallet_id = ${wallet} and i.released_at is null
      and (${parkedAt}::timestamptz is null or (i.parked_at, i.transaction_id) > (${parkedAt}, ${id}))
    order by i.parked_at, i.transaction_id
    limit ${limit + 1}
  `.execute(db);
  return pageSortedBy(rows, limit, ({ parked_at, transaction_id }) => [parked_at, transaction_id]);
}

export interface WaitingSum {
  readonly waiting: number;
  readonly amount: number;
}

export async function sumParked(db: Db, wallet: WalletId): Promise<WaitingSum> {
  const { rows } = await sql<WaitingSum>`
    select count(*)::int as waiting, coalesce(sum(amount), 0)::bigint as amount
    from wallet.parked_inflows
    where wallet_id = ${wallet} and released_at is null
  `.execute(db);
  return rows[0] ?? { waiting: 0, amount: 0 };
}
