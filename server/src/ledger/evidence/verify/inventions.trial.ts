import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { isAt, type Mutation, pick, type Row } from './mutation.trial.ts';

/** Entries that continue their accounts, and accounts that follow: only that nobody ever sealed them. */
async function appendEntries(tx: Tx, posting: string): Promise<void> {
  await sql`
    with last as (
      select a.id, a.posted, a.held, a.sequence, row_number() over (order by a.id) as leg
      from ledger.accounts a where a.sequence > 0 order by a.id limit 2
    ), moved as (
      update ledger.accounts a
      set posted = a.posted + case l.leg when 1 then 5 else -5 end, sequence = a.sequence + 1,
          debited = case l.leg when 1 then a.debited else a.debited + 5 end
      from last l where l.id = a.id
    )
    insert into ledger.entries (
      account_id, posting_id, sequence, recorded_at, effective_at, amount, held, posted_after, held_after, leg
    )
    select
      l.id, ${posting}, l.sequence + 1, a.moved_at, a.moved_at, case l.leg when 1 then 5 else -5 end, 0,
      l.posted + case l.leg when 1 then 5 else -5 end, l.held, l.leg
    from last l join ledger.accounts a on a.id = l.id
  `.execute(tx);
}

const invented = '01900000-0000-7000-8000-00000000abcd';

export const inventions: readonly Mutation[] = [
  {
    name: 'insert a posting into the past',
    async apply(tx, draw) {
      const row = await pick(tx, 'postings', draw);
      await sql`
        insert into ledger.postings (id, batch, recorded_at, effective_at, accounts, kind, reference, fingerprint, metadata)
        select
          ${invented}, 5, recorded_at, recorded_at,
          array(select id from ledger.accounts where sequence > 0 order by id limit 2), 'post', 'invented', fingerprint, '{}'
        from ledger.postings
        where id = ${row['id']}
      `.execute(tx);
      await appendEntries(tx, invented);
      return ({ rule, posting }) => rule === 'posting_unsealed' && posting === invented;
    },
  },
  {
    name: 'insert entries without a posting',
    async apply(tx) {
      await appendEntries(tx, invented);
      return ({ rule, posting }) => rule === 'entry_unposted' && posting === invented;
    },
  },
  {
    name: 'insert a hold',
    async apply(tx, draw) {
      const row = await pick(tx, 'accounts', draw);
      await sql`insert into ledger.holds (id, account_id, amount, captured, released, state) values (${invented}, ${row['id']}, 5, 0, 0, 'open')`.execute(
        tx,
      );
      return ({ rule, hold }) => rule === 'hold_unknown' && hold === invented;
    },
  },
  {
    name: 'swap the amounts of two entries',
    async apply(tx, draw) {
      const one = await pick(tx, 'entries', draw);
      const other = await pick(tx, 'entries', draw + 3);
      const values = (row: Row) =>
        sql`amount = ${row['amount']}, posted_after = ${row['posted_after']}, sequence = ${row['sequence']}`;
      await sql`update ledger.entries set ${values(other)} where ctid = ${one['place']}::tid`.execute(tx);
      await sql`update ledger.entries set ${values(one)} where ctid = ${other['place']}::tid`.execute(tx);
      return (finding) => isAt(finding, one) || isAt(finding, other);
    },
  },
  {
    name: 'swap the references of two postings',
    async apply(tx, draw) {
      const one = await pick(tx, 'postings', draw);
      const other = await pick(tx, 'postings', draw + 7);
      await sql`update ledger.postings set reference = 'between' where id = ${one['id']}`.execute(tx);
      await sql`update ledger.postings set reference = ${one['reference']} where id = ${other['id']}`.execute(tx);
      await sql`update ledger.postings set reference = ${other['reference']} where id = ${one['id']}`.execute(tx);
      return ({ rule, posting }) => rule === 'posting_changed' && posting === one['id'];
    },
  },
];
