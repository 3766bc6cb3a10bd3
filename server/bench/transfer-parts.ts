import { Registry } from 'prom-client';
import { createDatabase, type Database } from '#platform/db';
import { newId } from '#platform/id';
import { Secret } from '#platform/secret';
import { type AccountId, createWriter, type NewAccount, openAccounts } from '../src/ledger/index.ts';
import { type Loop } from './loops.ts';
import { amountUpTo, uniformPair } from './pairs.ts';

export interface WriterAlone extends Loop {
  /** How many postings were acknowledged. */
  acknowledged(): number;
  close(): Promise<void>;
}

const fee = 1_000;
const vat = 75;
const accountsPerCall = 1_000;

/**
 * The postings of transfers, with the legs of their charges, given straight to a writer in this process: no HTTP, nobody asked, nothing beside
 * them. Its accounts are its own: the server would find those that it remembers moved, and decide the next seconds in vain.
 */
export async function createWriterAlone(appUrl: string, accounts: number, width: number): Promise<WriterAlone> {
  const registry = new Registry();
  const database = createDatabase({
    url: new Secret(appUrl),
    name: 'akawo bench',
    connections: 4,
    statementTimeoutMs: 30_000,
    lockTimeoutMs: 10_000,
    registry,
    onTrouble: (error) => console.error(error.message),
  });
  const writer = createWriter({ database, registry });
  // As many as there are lanes, as the wallet module has them: with one of each, batches would have to wait for each other.
  const ours = await database.transact(async (tx) => {
    const open = (kind: 'fees' | 'vat') =>
      openAccounts(
        tx,
        [0, 1, 2].map((stripe) => ({ kind, owner: null, currency: 'NGN', stripe, floor: null })),
      );
    return { fees: await open('fees'), vat: await open('vat') };
  });
  const wallets = await openWallets(database, accounts);
  let acknowledged = 0;
  return {
    width,
    async turn(caller) {
      const { from, to } = uniformPair(wallets);
      const id = newId<'postings'>();
      const amount = amountUpTo(1_000);
      const stripe = caller % ours.fees.length;
      const legs = [
        { account: from, amount: -(amount + fee + vat) },
        { account: to, amount },
        { account: given(ours.fees[stripe]).id, amount: fee },
        { account: given(ours.vat[stripe]).id, amount: vat },
      ];
      const outcome = await writer.submit([{ kind: 'post', id, reference: `alone:${id}`, legs }]);
      if (outcome.kind === 'refused') throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`);
      acknowledged += 1;
      return 1;
    },
    acknowledged: () => acknowledged,
    async close() {
      await writer.stop();
      await database.close();
    },
  };
}

async function openWallets(database: Pick<Database, 'transact'>, count: number): Promise<readonly AccountId[]> {
  const wallets: AccountId[] = [];
  for (let first = 0; first < count; first += accountsPerCall) {
    const wanted = Array.from({ length: Math.min(accountsPerCall, count - first) }, (_, index): NewAccount => {
      return { kind: 'wallet', owner: `nobody ${first + index}`, currency: 'NGN', floor: null };
    });
    const opened = await database.transact((tx) => openAccounts(tx, wanted));
    wallets.push(...opened.map(({ id }) => id));
  }
  return wallets;
}

function given<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('an account was not opened');
  return value;
}
