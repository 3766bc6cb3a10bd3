import { randomInt } from 'node:crypto';
import { type Db, type Tx } from '#platform/db';
import { type AccountId } from './account.ts';
import { type AccountIdentity, openAccounts } from './open.ts';
import { type Balance, groupBalance } from './queries.ts';

/** A clearing, fees or suspense account, which every request writes to: many rows, so that the processes do not wait for each other. */
export interface SystemAccount {
  /** The row that this process posts to. */
  readonly id: AccountId;
  /** Of all rows together. */
  balance(db: Db): Promise<Balance>;
}

/** Enough for every process that could do something at the same time. */
const stripes = 16;

/** Which of the rows is ours. Should another process have drawn the same, both wait a little more and nothing else. */
const own = randomInt(stripes);

export async function systemAccount(tx: Tx, identity: Omit<AccountIdentity, 'stripe'>): Promise<SystemAccount> {
  const rows = Array.from({ length: stripes }, (_, stripe) => ({ ...identity, stripe, floor: null }));
  const account = (await openAccounts(tx, rows))[own];
  if (account === undefined) throw new Error(`the ${identity.kind} account was not opened`);
  return { id: account.id, balance: (db) => groupBalance(db, identity) };
}
