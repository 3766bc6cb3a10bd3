import { type RawBuilder, sql } from 'kysely';
import { type Tx } from '#platform/db';
import { isAt, type Mutation, pick, type Row } from './mutation.trial.ts';
import { type Finding } from './report.ts';

export const edited: Readonly<Record<string, (column: RawBuilder<unknown>) => RawBuilder<unknown>>> = {
  number: (column) => sql`coalesce(${column}, 0) + 1000`,
  time: (column) => sql`coalesce(${column}, now()) + interval '1 microsecond'`,
  id: () => sql`gen_random_uuid()`,
  text: (column) => sql`coalesce(${column}, '') || 'x'`,
  bytes: (column) => sql`set_byte(${column}, 3, 255 - get_byte(${column}, 3))`,
  json: (column) => sql`${column} || '{"edited": 1}'`,
  kind: (column) => sql`case ${column} when 'post' then 'hold' else 'post' end::ledger.posting_kind`,
  currency: (column) => sql`case ${column} when 'NGN' then 'GHS' else 'NGN' end`,
  date: (column) => sql`coalesce(${column}, '2026-01-01') + 1`,
  flag: (column) => sql`nullif(${column} is not true, false)`,
  ids: (column) => sql`gen_random_uuid() || ${column}[2:]`,
};

export const columns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  postings: {
    id: 'id',
    batch: 'number',
    recorded_at: 'time',
    effective_at: 'time',
    hold_id: 'id',
    reverses: 'id',
    expires_at: 'time',
    because: 'text',
    despite_freeze: 'flag',
    accounts: 'ids',
    kind: 'kind',
    reference: 'text',
    fingerprint: 'bytes',
    metadata: 'json',
  },
  entries: {
    account_id: 'id',
    posting_id: 'id',
    sequence: 'number',
    recorded_at: 'time',
    effective_at: 'time',
    amount: 'number',
    held: 'number',
    posted_after: 'number',
    held_after: 'number',
    leg: 'number',
  },
  accounts: {
    id: 'id',
    kind: 'text',
    owner: 'text',
    currency: 'currency',
    posted: 'number',
    held: 'number',
    sequence: 'number',
    debited: 'number',
    debited_on: 'date',
    moved_at: 'time',
  },
  holds: {
    id: 'id',
    account_id: 'id',
    amount: 'number',
    captured: 'number',
    released: 'number',
    expires_at: 'time',
    due_at: 'time',
    state: 'text',
  },
  blocks: {
    number: 'number',
    format: 'number',
    previous: 'bytes',
    sealed_at: 'time',
    count: 'number',
    total: 'number',
    root: 'bytes',
    first_posting: 'id',
    last_posting: 'id',
    hash: 'bytes',
    posting_ids: 'ids',
    leaves: 'bytes',
  },
  heads: { format: 'number', block: 'number', hash: 'bytes', total: 'number', signed_at: 'time', signature: 'bytes' },
};

/** Of an account only its identity is in its postings' seals, so they are what shows that it has changed. */
async function postingsOf(tx: Tx, account: unknown): Promise<ReadonlySet<unknown>> {
  const { rows } = await sql<Row>`select posting_id from ledger.entries where account_id = ${account}`.execute(tx);
  return new Set(rows.map(({ posting_id }) => posting_id));
}

export const edits: readonly Mutation[] = Object.entries(columns).flatMap(([table, ofTable]) =>
  Object.entries(ofTable).map(([column, kind]) => ({
    name: `edit ${table}.${column}`,
    async apply(tx: Tx, draw: number) {
      const row = await pick(tx, table, draw);
      const postings = table === 'accounts' ? await postingsOf(tx, row['id']) : new Set();
      const expression = edited[kind];
      if (expression === undefined) throw new Error(`nobody knows how to edit a ${kind}`);
      await sql`
        update ${sql.ref(`ledger.${table}`)} set ${sql.ref(column)} = ${expression(sql.ref(column))} where ctid = ${row['place']}::tid
      `.execute(tx);
      return (finding: Finding) => isAt(finding, row) || postings.has(finding.posting);
    },
  })),
);

export const removals: readonly Mutation[] = ['postings', 'entries', 'accounts', 'holds', 'blocks', 'heads'].map((table) => ({
  name: `delete from ${table}`,
  async apply(tx, draw) {
    const row = await pick(tx, table, draw);
    const postings = table === 'accounts' ? await postingsOf(tx, row['id']) : new Set();
    await sql`delete from ${sql.ref(`ledger.${table}`)} where ctid = ${row['place']}::tid`.execute(tx);
    return (finding) => isAt(finding, row) || postings.has(finding.posting);
  },
}));
