import { randomInt } from 'node:crypto';
import { type Account, type AccountId, openAccounts } from '#ledger';
import { type Database } from '#platform/db';
import { spreadOver, type Spread } from './spread-orders.ts';
import { type WalletCurrency } from './wallet.ts';

/** Where this process posts what does not belong to people. */
export interface OurAccounts {
  readonly fees: AccountId;
  readonly vat: AccountId;
  readonly stamp_duty: AccountId;
  readonly suspense: AccountId;
}

export type SystemAccounts = (currency: WalletCurrency) => Promise<OurAccounts>;

export interface SpreadAccounts extends SystemAccounts {
  /** For many orders at once. */
  spread(currency: WalletCurrency): Promise<Spread>;
}

/** The first is the process's own; the others let as many batches be under way at once. */
const setsAtOnce = 3;
/** Who draws the place of another process shares its accounts, and then neither can remember them: slower, and nothing else. */
const places = 100;

const kinds = ['fees', 'vat', 'stamp_duty', 'suspense'] as const satisfies readonly (keyof OurAccounts)[];

interface Opened {
  readonly first: OurAccounts;
  readonly spread: Spread;
}

/** Opened when a currency is first needed, then remembered. */
export function createSystemAccounts({ transact }: Pick<Database, 'transact'>): SpreadAccounts {
  const known = new Map<WalletCurrency, Promise<Opened>>();
  const own = randomInt(places);

  async function openAll(currency: WalletCurrency): Promise<Opened> {
    const sets = await transact(async (tx) => {
      const wanted = Array.from({ length: setsAtOnce }, (_, set) =>
        kinds.map((kind) => ({ kind, owner: null, currency, stripe: own * setsAtOnce + set, floor: null })),
      );
      const opened = (await openAccounts(tx, wanted.flat())).values();
      return wanted.map(() => Object.fromEntries(kinds.map((kind) => [kind, nextId(opened)])) as unknown as OurAccounts);
    });
    const [first] = sets;
    if (first === undefined) throw new Error('our accounts were not opened');
    return { first, spread: spreadOver(sets) };
  }

  function open(currency: WalletCurrency): Promise<Opened> {
    const found = known.get(currency);
    if (found !== undefined) return found;
    const opening = openAll(currency);
    known.set(currency, opening);
    opening.catch(() => known.delete(currency));
    return opening;
  }

  return Object.assign(async (currency: WalletCurrency) => (await open(currency)).first, {
    spread: async (currency: WalletCurrency) => (await open(currency)).spread,
  });
}

function nextId(opened: Iterator<Account>): AccountId {
  const result = opened.next();
  if (result.done === true) throw new Error('one of our accounts was not opened');
  return result.value.id;
}
