import { sql } from 'kysely';
import { type Db } from '#platform/db';
import { type AccountId } from './account.ts';
import { type EntryRow, type PostingRow } from './posting.ts';

export interface Period {
  readonly from: Temporal.Instant;
  /** The first moment after the period. */
  readonly to: Temporal.Instant;
  /** By the moment at which each entry was recorded, or by the one from which it counts. */
  readonly by: 'recorded' | 'effective';
}

export interface StatementLine
  extends
    Pick<EntryRow, 'sequence' | 'posting_id' | 'amount'>,
    Pick<PostingRow, 'kind' | 'reference' | 'recorded_at' | 'effective_at' | 'metadata' | 'reverses'> {
  /** After this line, in the order of the statement. */
  readonly balance: number;
}

/** Money that moved within a period. Money that was only held or given back moved nowhere and has no line. */
export interface Statement {
  readonly opening: number;
  /** The opening balance and the amounts of all lines. */
  readonly closing: number;
  /** In the order of their time; read page by page, and once. */
  readonly lines: AsyncIterable<StatementLine>;
}

interface Position {
  readonly at: string;
  readonly sequence: number;
}

type Line = Omit<StatementLine, 'balance'> & Pick<Position, 'at'>;

const linesPerPage = 1_000;

/**
 * What the account knew when it was asked for: entries that are recorded while the lines are read are left out, so that the statement ties
 * out however long the reading takes.
 */
export async function statement(db: Db, account: AccountId, period: Period): Promise<Statement> {
  const { rows } = await sql<{ latest: number }>`select sequence as latest from ledger.accounts where id = ${account}`.execute(
    db,
  );
  const latest = rows[0]?.latest ?? 0;
  const balanceAt = (moment: Temporal.Instant) => balanceBefore(db, account, { moment, by: period.by, latest });
  const opening = await balanceAt(period.from);
  const closing = await balanceAt(period.to);
  return { opening, closing, lines: readLines(db, account, period, { opening, latest }) };
}

async function* readLines(
  db: Db,
  account: AccountId,
  { from, to, by }: Period,
  { opening, latest }: { readonly opening: number; readonly latest: number },
): AsyncGenerator<StatementLine> {
  const readPage = by === 'recorded' ? pageByRecorded : pageByEffective;
  let balance = opening;
  let after: Position = { at: from.toString(), sequence: 0 };
  for (;;) {
    const page = await readPage(db, account, { after, to: to.toString(), latest });
    for (const { at, ...line } of page) {
      balance += line.amount;
      after = { at, sequence: line.sequence };
      yield { ...line, balance };
    }
    if (page.length < linesPerPage) return;
  }
}

interface Page {
  readonly after: Position;
  readonly to: string;
  readonly latest: number;
}

async function pageByRecorded(db: Db, account: AccountId, { after, to, latest }: Page): Promise<readonly Line[]> {
  const { rows } = await sql<Line>`
    select
      e.recorded_at as at, e.sequence, e.posting_id, e.amount, e.recorded_at, e.effective_at, p.kind, p.reference, p.metadata, p.reverses
    from ledger.entries e
    join ledger.postings p on p.id = e.posting_id
    where e.account_id = ${account}
      and (e.recorded_at, e.sequence) > (${after.at}::timestamptz, ${after.sequence}::bigint)
      and e.recorded_at < ${to}
      and e.sequence <= ${latest}
      and e.amount <> 0
    order by e.recorded_at, e.sequence
    limit ${linesPerPage}
  `.execute(db);
  return rows;
}

/** Most entries count from when they were recorded; the few others come from an index of their own, and the two are merged. */
async function pageByEffective(db: Db, account: AccountId, { after, to, latest }: Page): Promise<readonly Line[]> {
  const { rows } = await sql<Line>`
    select
      e.effective_at as at, e.sequence, e.posting_id, e.amount, e.recorded_at, e.effective_at, p.kind, p.reference, p.metadata, p.reverses
    from (
      (
        select *
        from ledger.entries
        where account_id = ${account}
          and effective_at = recorded_at
          and (recorded_at, sequence) > (${after.at}::timestamptz, ${after.sequence}::bigint)
          and recorded_at < ${to}
          and sequence <= ${latest}
          and amount <> 0
        order by recorded_at, sequence
        limit ${linesPerPage}
      )
      union all
      (
        select *
        from ledger.entries
        where account_id = ${account}
          and effective_at <> recorded_at
          and (effective_at, sequence) > (${after.at}::timestamptz, ${after.sequence}::bigint)
          and effective_at < ${to}
          and sequence <= ${latest}
          and amount <> 0
        order by effective_at, sequence
        limit ${linesPerPage}
      )
    ) e
    join ledger.postings p on p.id = e.posting_id
    order by e.effective_at, e.sequence
    limit ${linesPerPage}
  `.execute(db);
  return rows;
}

interface Moment {
  readonly moment: Temporal.Instant;
  readonly by: Period['by'];
  readonly latest: number;
}

/** The balance as it was recorded; by effective time, corrected by the entries that stand on one side of the moment and count on the other. */
async function balanceBefore(db: Db, account: AccountId, { moment, by, latest }: Moment): Promise<number> {
  const before = moment.toString();
  const { rows } = await sql<{ balance: number }>`
    select (
      coalesce((
        select posted_after
        from ledger.entries
        where account_id = ${account} and recorded_at < ${before} and sequence <= ${latest}
        order by recorded_at desc, sequence desc
        limit 1
      ), 0)
      + coalesce((
        select sum(case when effective_at < ${before} then amount else -amount end)
        from ledger.entries
        where ${by === 'effective'}
          and account_id = ${account}
          and effective_at <> recorded_at
          and (effective_at < ${before}) <> (recorded_at < ${before})
          and sequence <= ${latest}
      ), 0)
    )::bigint as balance
  `.execute(db);
  return rows[0]?.balance ?? 0;
}
