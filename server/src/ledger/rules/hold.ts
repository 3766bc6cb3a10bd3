import { type Draft, findAccount } from '../book.ts';
import { type HoldCommand } from '../command.ts';
import { type Refusal } from '../outcome.ts';
import { type Plan } from '../plan.ts';

export function planHold(draft: Draft, { id, account: account_id, amount, expires_at }: HoldCommand): Plan | Refusal {
  const account = findAccount(draft, account_id);
  if (account === undefined) return { code: 'account_unknown', account: account_id };
  return {
    moves: [{ account, amount: 0, held: amount }],
    hold: { id, account_id, amount, captured: 0, released: 0, expires_at: expires_at?.toString() ?? null, state: 'open' },
  };
}
