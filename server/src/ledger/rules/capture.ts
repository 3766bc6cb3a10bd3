import { type Draft } from '../book.ts';
import { type CaptureCommand } from '../command.ts';
import { type Refusal } from '../outcome.ts';
import { isRefusal, type Plan } from '../plan.ts';
import { remainingOf } from '../posting.ts';
import { movesOf } from './legs.ts';
import { findOpenHold, hasExpired, holdOver } from './open-hold.ts';

export function planCapture(draft: Draft, { hold: id, legs, final = false }: CaptureCommand): Plan | Refusal {
  const moves = movesOf(draft, legs);
  if (isRefusal(moves)) return moves;
  const found = findOpenHold(draft, id);
  if (isRefusal(found)) return found;
  const { hold, account } = found;
  // The job that gives expired holds back may be late; the owner was promised the moment, not the job.
  if (hasExpired(hold, draft.at)) return holdOver(hold);

  const taking = moves.find((move) => move.account.id === account.id && move.amount < 0);
  if (taking === undefined) return { code: 'hold_leg_missing', hold: id, account: account.id };
  const needed = -taking.amount;
  const left = remainingOf(hold);
  if (needed > left) return { code: 'capture_too_large', hold: id, needed, left };

  const freed = final ? left : needed;
  return {
    moves: moves.map((move) => (move === taking ? { ...move, held: -freed } : move)),
    hold: {
      ...hold,
      captured: hold.captured + needed,
      released: hold.released + freed - needed,
      state: freed === left ? 'captured' : 'open',
    },
  };
}
