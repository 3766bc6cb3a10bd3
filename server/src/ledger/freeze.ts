import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { type AccountId, type Terms } from './account.ts';

/** Who changes an account, and why; kept for ever beside what was changed. */
export interface Reason {
  readonly by: string;
  readonly reason: string;
}

export type Direction = 'debits' | 'credits';

const both: readonly Direction[] = ['debits', 'credits'];

/** Stops money from leaving, from arriving, or both. What is held stays held and can be given back. */
export function freeze(tx: Tx, account: AccountId, why: Reason, directions: readonly Direction[] = both): Promise<void> {
  return changeTerms(tx, account, frozen(directions, true), why);
}

export function unfreeze(tx: Tx, account: AccountId, why: Reason, directions: readonly Direction[] = both): Promise<void> {
  return changeTerms(tx, account, frozen(directions, false), why);
}

/** Sets the limits that are named. Whoever is beyond a new one may stay there and may come closer. */
export function setLimits(
  tx: Tx,
  account: AccountId,
  limits: Partial<Pick<Terms, 'floor' | 'ceiling' | 'daily_debit_cap' | 'zone'>>,
  why: Reason,
): Promise<void> {
  return changeTerms(tx, account, limits, why);
}

function frozen(directions: readonly Direction[], value: boolean): Partial<Terms> {
  return {
    ...(directions.includes('debits') && { frozen_debits: value }),
    ...(directions.includes('credits') && { frozen_credits: value }),
  };
}

async function changeTerms(tx: Tx, account: AccountId, terms: Partial<Terms>, { by, reason }: Reason): Promise<void> {
  const { rows } = await sql<{ found: boolean }>`
    select ledger.change_terms(${account}, ${JSON.stringify(terms)}, ${by}, ${reason}) as found
  `.execute(tx);
  if (rows[0]?.found !== true) throw new Error(`there is no account ${account}`);
}
