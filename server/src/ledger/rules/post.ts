import { type Draft } from '../book.ts';
import { type PostCommand } from '../command.ts';
import { type Refusal } from '../outcome.ts';
import { isRefusal, type Plan } from '../plan.ts';
import { movesOf } from './legs.ts';

export function planPost(draft: Draft, { legs }: PostCommand): Plan | Refusal {
  const moves = movesOf(draft, legs);
  return isRefusal(moves) ? moves : { moves };
}
