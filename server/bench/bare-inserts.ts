import pg from 'pg';

/**
 * What PostgreSQL can do on this machine at most: the rows of the ledger with all their indexes, made by the server itself, many to a
 * commit, with no question asked, no rule and no client.
 */
export interface BareInserts {
  readonly width: number;
  /** One commit; answers with the number of transfers in it. */
  turn(caller: number): Promise<number>;
  close(): Promise<void>;
}

const transfersPerCommit = 512;
const connections = 2;

const schema = `
  create schema bare;
  create table bare.accounts (like ledger.accounts including defaults including indexes including storage) with (fillfactor = 50);
  create table bare.postings (like ledger.postings including defaults including indexes including storage);
  create table bare.entries (like ledger.entries including defaults including indexes including storage);
  insert into bare.accounts select * from ledger.accounts where kind = 'wallet';
`;

const insertTransfers = `
  with line as materialized (
    select
      uuidv7() as id, now() as at, ($1::uuid[])[1 + (random() * (cardinality($1::uuid[]) - 1))::int] as payer,
      ($1::uuid[])[1 + (random() * (cardinality($1::uuid[]) - 1))::int] as payee, number
    from generate_series(1, $2::int) number
  ),
  posting as (
    insert into bare.postings (id, batch, recorded_at, effective_at, accounts, kind, reference, fingerprint)
    select id, 1, at, at, array[payer, payee], 'post', 'transfer:' || id, uuid_send(id) || uuid_send(id) from line
  ),
  entry as (
    insert into bare.entries (account_id, posting_id, sequence, recorded_at, effective_at, amount, held, posted_after, held_after, leg)
    select payer, id, number, at, at, -100, 0, 100, 0, 1 from line
    union all
    select payee, id, number + $2::int, at, at, 100, 0, 100, 0, 2 from line
  )
  update bare.accounts a
  set posted = posted + 100, sequence = sequence + 1, moved_at = line.at
  from (select payer as id, at from line union select payee, at from line) line
  where a.id = line.id
`;

/** Each connection has accounts of its own, because what is measured here is not waiting for locks. */
export async function createBareInserts(ownerUrl: string, accounts: readonly string[]): Promise<BareInserts> {
  const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: ownerUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  await clients[0]?.query(schema);
  await clients[0]?.query('vacuum analyze bare.accounts');
  const share = Math.floor(accounts.length / connections);
  return {
    width: connections,
    async turn(caller) {
      const own = accounts.slice(caller * share, (caller + 1) * share);
      await clients[caller]?.query({ name: 'insert', text: insertTransfers, values: [own, transfersPerCommit] });
      return transfersPerCommit;
    },
    async close() {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}
