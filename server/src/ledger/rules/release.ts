import { type Draft } from '../book.ts';
import { type ReleaseCommand } from '../command.ts';
import { type Refusal } from '../outcome.ts';
import { isRefusal, type Plan } from '../plan.ts';
import { remainingOf } from '../posting.ts';
import { findOpenHold, hasExpired } from './open-hold.ts';

export function planRelease(draft: Draft, { hold: id, amount, because }: ReleaseCommand): Plan | Refusal {
  const found = findOpenHold(draft, id);
  if (isRefusal(found)) return found;
  const { hold, account } = found;
  if (because === 'expired' && !hasExpired(hold, draft.at)) {
    return { code: 'hold_not_expired', hold: id, expires_at: hold.expires_at };
  }
  const left = remainingOf(hold);
  const freed = amount ?? left;
  if (freed > left) return { code: 'release_too_large', hold: id, needed: freed, left };
  return {
    moves: [{ account, amount: 0, held: -freed }],
    hold: { ...hold, released: hold.released + freed, state: freed === left ? because : 'open' },
  };
}
