import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { type Finding } from './report.ts';

/** One way to falsify the ledger, as somebody would whom no trigger and no constraint holds up. */
export interface Mutation {
  readonly name: string;
  /** Says by which findings it counts as placed. */
  apply(tx: Tx, draw: number): Promise<(finding: Finding) => boolean>;
}

export type Row = Readonly<Record<string, unknown>>;

const tables = ['postings', 'entries', 'accounts', 'holds', 'blocks', 'heads', 'account_changes'];

/** What a superuser does first. */
export async function unlock(tx: Tx): Promise<void> {
  for (const table of tables) await sql`alter table ${sql.ref(`ledger.${table}`)} disable trigger user`.execute(tx);
  const { rows } = await sql<{ table_name: string; name: string }>`
    select conrelid::regclass::text as table_name, conname as name
    from pg_constraint
    where connamespace = 'ledger'::regnamespace and contype = 'c' and conrelid <> 0
  `.execute(tx);
  for (const { table_name, name } of rows)
    await sql`alter table ${sql.ref(table_name)} drop constraint ${sql.ref(name)}`.execute(tx);
}

export async function pick(tx: Tx, table: string, draw: number): Promise<Row> {
  // An account in which nothing ever happened has no history that could be falsified.
  const which = table === 'accounts' ? sql`where sequence > 0` : sql``;
  const { rows } = await sql<Row>`
    with t as materialized (select ctid::text as place, t.* from ${sql.ref(`ledger.${table}`)} t ${which})
    select * from t order by t::text offset ${draw} % (select count(*) from t) limit 1
  `.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error(`${table} is empty`);
  return row;
}

export function isAt(finding: Finding, row: Row): boolean {
  const names = [row['id'], row['posting_id'], row['account_id'], row['hold_id']];
  const signature = Buffer.isBuffer(row['signature']) ? row['signature'].toString('hex') : undefined;
  const blocks = [row['number'], Number(row['number']) + 1, row['block'], row['posting_ids']];
  return (
    [finding.posting, finding.account, finding.hold].some((name) => name !== undefined && names.includes(name)) ||
    (finding.block !== undefined && blocks.includes(finding.block)) ||
    (signature !== undefined && finding.found === signature)
  );
}
