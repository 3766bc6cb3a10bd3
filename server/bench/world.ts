import pg from 'pg';
import { Registry } from 'prom-client';
import { type Database, createDatabase } from '#platform/db';
import { newId } from '#platform/id';
import { Secret } from '#platform/secret';
import {
  type AccountId,
  type Command,
  createWriter,
  type NewAccount,
  openAccounts,
  type Order,
  type PostingId,
} from '../src/ledger/index.ts';
import { amountUpTo, type Pair } from './pairs.ts';
import { fillHistory } from './history.ts';

/** A ledger of its own in a database of its own: accounts with money, and a writer in this process under the application's role. */
export interface World {
  readonly ownerUrl: string;
  readonly database: Database;
  readonly wallets: readonly AccountId[];
  /** Answers when the order is committed, and throws if it was refused: in this world everybody has money. */
  submit(order: Order): Promise<void>;
  /** How many postings were acknowledged, with the first ones that brought the money. */
  acknowledged(): number;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly accounts: number;
  /** Entries of the past sixty days to begin with. */
  readonly history: number;
}

const opening = 1_000_000_000;
const accountsPerCall = 1_000;

export async function createWorld({ ownerUrl, appUrl, accounts, history }: WorldOptions): Promise<World> {
  const registry = new Registry();
  let isClosed = false;
  const database = createDatabase({
    url: new Secret(appUrl),
    name: 'akawo bench',
    connections: 8,
    statementTimeoutMs: 30_000,
    lockTimeoutMs: 10_000,
    registry,
    onTrouble: (error) => {
      if (!isClosed) console.error(error.message);
    },
  });
  const writer = createWriter({ database, registry });
  let acknowledged = 0;
  const submit = async (order: Order) => {
    const outcome = await writer.submit(order);
    if (outcome.kind === 'refused') throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`);
    acknowledged += outcome.postings.length;
  };

  const [bank = fail('no bank')] = await open(database, [{ kind: 'clearing', owner: 'bank', currency: 'NGN', floor: null }]);
  const wallets: AccountId[] = [];
  for (let first = 0; first < accounts; first += accountsPerCall) {
    const wanted = Array.from({ length: Math.min(accountsPerCall, accounts - first) }, (_, index): NewAccount => {
      return { kind: 'wallet', owner: `person ${first + index}`, currency: 'NGN', floor: 0 };
    });
    wallets.push(...(await open(database, wanted)));
  }

  if (history > 0) acknowledged += await fillHistory({ ownerUrl, bank, wallets, opening, entries: history });
  else {
    for (let first = 0; first < accounts; first += accountsPerCall) {
      await submit(wallets.slice(first, first + accountsPerCall).map((wallet) => post({ from: bank, to: wallet }, opening)));
    }
  }
  await tidy(ownerUrl);

  return {
    ownerUrl,
    database,
    wallets,
    submit,
    acknowledged: () => acknowledged,
    async close() {
      isClosed = true;
      await writer.stop();
      await database.close();
    },
  };
}

async function open(database: Database, wanted: readonly NewAccount[]): Promise<readonly AccountId[]> {
  const opened = await database.transact((tx) => openAccounts(tx, wanted));
  return opened.map(({ id }) => id);
}

function fail(sentence: string): never {
  throw new Error(sentence);
}

export function post({ from, to }: Pair, amount = amountUpTo(1_000)): Command {
  const id = newId<'postings'>();
  return { kind: 'post', id, reference: `transfer:${id}`, legs: legs({ from, to }, amount) };
}

export function hold(account: string, amount: number): Command & { readonly id: PostingId } {
  const id = newId<'postings'>();
  return { kind: 'hold', id, reference: `hold:${id}`, account: account as AccountId, amount };
}

export function capture(of: PostingId, pair: Pair, amount: number): Command {
  const id = newId<'postings'>();
  return { kind: 'capture', id, reference: `capture:${id}`, hold: of, legs: legs(pair, amount) };
}

function legs({ from, to }: Pair, amount: number) {
  return [
    { account: from as AccountId, amount: -amount },
    { account: to as AccountId, amount },
  ];
}

/** Nothing that is left over from before may be paid for during a measurement. */
export async function tidy(ownerUrl: string): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query('vacuum analyze');
    await owner.query('checkpoint');
  } finally {
    await owner.end();
  }
}
