import { sql } from 'kysely';
import { type PersonId } from '#identity';
import { type Db } from '#platform/db';
import { isId } from '#platform/id';
import { type SidedTransaction, transactionColumns } from './own-side.ts';

/** By its id or its reference, in letters of either size as people type them, if the person is one of its two sides. For everybody else there is no such transaction. */
export async function findTransaction(db: Db, personId: PersonId, asWritten: string): Promise<SidedTransaction | undefined> {
  const id = asWritten.toLowerCase();
  const { rows } = await sql<SidedTransaction>`
    select ${transactionColumns}, case when s.id is not null then 'sender' else 'receiver' end as side
    from wallet.transactions t
    left join wallet.wallets s on s.id = t.sender_wallet_id and s.person_id = ${personId}
    left join wallet.wallets r on r.id = t.receiver_wallet_id and r.person_id = ${personId}
    where ${isId(id) ? sql`t.id = ${id}` : sql`t.reference = ${asWritten.toUpperCase()}`}
      and (s.id is not null or r.id is not null)
  `.execute(db);
  return rows[0];
}
