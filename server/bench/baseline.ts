import { randomUUIDv7 } from 'node:crypto';
import pg from 'pg';
import { type Loop, runLoop } from './loops.ts';
import { amountUpTo, type Pair } from './pairs.ts';

/**
 * One transfer per transaction, as anybody would write it: lock both rows in the order of their ids, look, update both, insert what
 * happened. Without foreign keys and with prepared statements, because what we compare ourselves with should be good.
 */
export interface Baseline {
  transfer(caller: number, pair: Pair): Promise<number>;
  /** The number of connections with which it is fastest, one caller on each. */
  bestWidth(pairs: () => Pair): Promise<number>;
  /** Sentences about money that is wrong; none if all is well. */
  faults(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const widths = [8, 32, 64];
const opening = 1_000_000_000;
const trial = { milliseconds: 1_500, warmUpMilliseconds: 300 };

const schema = `
  create schema plain;
  create table plain.wallets (id uuid primary key, currency text not null, balance bigint not null check (balance >= 0), updated_at timestamptz not null default now());
  create table plain.transactions (
    id uuid primary key, reference text not null unique, kind text not null, status text not null, currency text not null,
    amount bigint not null check (amount > 0), metadata jsonb not null default '{}', created_at timestamptz not null default now()
  );
  create table plain.entries (
    id bigint generated always as identity primary key, transaction_id uuid not null, wallet_id uuid not null, amount bigint not null,
    balance_after bigint not null, created_at timestamptz not null default now()
  );
  create index entries_wallet on plain.entries (wallet_id, created_at);
  create index entries_transaction on plain.entries (transaction_id);
`;

const statements = {
  lock: 'select id, balance from plain.wallets where id in ($1, $2) order by id for update',
  move: 'update plain.wallets set balance = $2, updated_at = now() where id = $1',
  transaction:
    "insert into plain.transactions (id, reference, kind, status, currency, amount) values ($1, $2, 'transfer', 'completed', 'NGN', $3)",
  entries:
    'insert into plain.entries (transaction_id, wallet_id, amount, balance_after) values ($1, $2, $3, $4), ($1, $5, $6, $7)',
};

export async function createBaseline(ownerUrl: string, wallets: readonly string[]): Promise<Baseline> {
  const clients = Array.from({ length: Math.max(...widths) }, () => new pg.Client({ connectionString: ownerUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  const [first] = clients;
  if (first === undefined) throw new Error('a baseline without a connection');
  await first.query(schema);
  await first.query("insert into plain.wallets (id, currency, balance) select id, 'NGN', $2 from unnest($1::uuid[]) id", [
    wallets,
    opening,
  ]);
  await first.query('vacuum analyze plain.wallets');

  async function transfer(caller: number, { from, to }: Pair): Promise<number> {
    const client = clients[caller];
    if (client === undefined) throw new Error(`caller ${caller} has no connection`);
    const run = (name: keyof typeof statements, values: unknown[]) => client.query({ name, text: statements[name], values });
    const id = randomUUIDv7();
    const amount = amountUpTo(1_000);
    await client.query('begin');
    const { rows } = (await run('lock', [from, to])) as pg.QueryResult<{ id: string; balance: string }>;
    const balanceOf = (wallet: string) => Number(rows.find((row) => row.id === wallet)?.balance);
    const [left, right] = [balanceOf(from) - amount, balanceOf(to) + amount];
    if (left < 0) throw new Error('the baseline ran out of money');
    await run('move', [from, left]);
    await run('move', [to, right]);
    await run('transaction', [id, `transfer:${id}`, amount]);
    await run('entries', [id, from, -amount, left, to, amount, right]);
    await client.query('commit');
    return 1;
  }

  return {
    transfer,
    async bestWidth(pairs) {
      const loop = (width: number): Loop => ({ width, turn: (caller) => transfer(caller, pairs()) });
      let best = { width: 0, perSecond: 0 };
      for (const width of widths) {
        const { perSecond } = await runLoop(loop(width), trial);
        if (perSecond > best.perSecond) best = { width, perSecond };
      }
      return best.width;
    },
    async faults() {
      const { rowCount } = await first.query(
        `select w.id
         from plain.wallets w
         left join (select wallet_id, sum(amount) as amount from plain.entries group by wallet_id) e on e.wallet_id = w.id
         where w.balance <> $1 + coalesce(e.amount, 0)
         union all
         select transaction_id from plain.entries group by transaction_id having sum(amount) <> 0`,
        [opening],
      );
      return rowCount === 0 ? [] : [`the baseline has ${rowCount} wallets or transactions that do not add up`];
    },
    async close() {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}
