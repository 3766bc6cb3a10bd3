import { type Currency } from '@akawo/money';
import { type Draft, findAccount } from '../book.ts';
import { type Leg } from '../command.ts';
import { type Refusal } from '../outcome.ts';
import { type Move } from '../plan.ts';

/** Every account is known, and no money changes its currency on the way. */
export function movesOf(draft: Draft, legs: readonly Leg[]): readonly Move[] | Refusal {
  const moves: Move[] = [];
  for (const { account: id, amount } of legs) {
    const account = findAccount(draft, id);
    if (account === undefined) return { code: 'account_unknown', account: id };
    moves.push({ account, amount, held: 0 });
  }
  return mismatchOf(moves) ?? moves;
}

function mismatchOf(moves: readonly Move[]): Refusal | undefined {
  const currency = moves[0]?.account.currency;
  if (moves.every(({ account }) => account.currency === currency)) return undefined;

  const sums = new Map<Currency, number>();
  for (const { account, amount } of moves) sums.set(account.currency, (sums.get(account.currency) ?? 0) + amount);
  for (const [mismatched, sum] of sums) if (sum !== 0) return { code: 'currency_mismatch', currency: mismatched, sum };
  return undefined;
}
