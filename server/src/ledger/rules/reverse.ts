import { type AccountId } from '../account.ts';
import { type Draft, findPosting } from '../book.ts';
import { type Leg, type ReverseCommand } from '../command.ts';
import { type Refusal } from '../outcome.ts';
import { isRefusal, type Plan } from '../plan.ts';
import { type RecordedPosting } from '../posting.ts';
import { movesOf } from './legs.ts';

export function planReverse(draft: Draft, { of, legs: asked }: ReverseCommand): Plan | Refusal {
  const named = asked === undefined ? undefined : movesOf(draft, asked);
  if (named !== undefined && isRefusal(named)) return named;
  const original = findPosting(draft, of);
  if (original === undefined) return { code: 'posting_unknown', posting: of };
  if (original.kind !== 'post' && original.kind !== 'capture') return { code: 'not_reversible', posting: of };

  const left = leftToReverse(original);
  const legs = asked ?? mirrored(original, left);
  const tooLarge = legs.find((leg) => !fits(leg.amount, left.get(leg.account) ?? 0));
  if (tooLarge !== undefined) {
    const { account, amount: needed } = tooLarge;
    return { code: 'reversal_too_large', posting: of, account, needed, left: left.get(account) ?? 0 };
  }
  const moves = named ?? movesOf(draft, legs);
  return isRefusal(moves) ? moves : { moves, original: { ...original, reversed: withReversal(original, legs) } };
}

/** Per account what is still to be taken back, signed as the reversal's leg will be. Subtracted from zero, because negating could give −0. */
function leftToReverse({ entries, reversed }: RecordedPosting): Map<AccountId, number> {
  return new Map(entries.map(({ account_id, amount }) => [account_id, 0 - amount - (reversed.get(account_id) ?? 0)]));
}

/** All that is left or, where nothing is, the whole posting, which is then refused as too large. */
function mirrored({ entries }: RecordedPosting, left: ReadonlyMap<AccountId, number>): Leg[] {
  const rest = [...left].map(([account, amount]) => ({ account, amount })).filter(({ amount }) => amount !== 0);
  return rest.length > 0 ? rest : entries.map(({ account_id, amount }) => ({ account: account_id, amount: -amount }));
}

function fits(amount: number, left: number): boolean {
  return amount < 0 ? amount >= left : amount > 0 && amount <= left;
}

function withReversal({ reversed }: RecordedPosting, legs: readonly Leg[]): ReadonlyMap<AccountId, number> {
  const sums = new Map(reversed);
  for (const { account, amount } of legs) sums.set(account, (sums.get(account) ?? 0) + amount);
  return sums;
}
