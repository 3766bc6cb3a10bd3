import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { type Db } from '#platform/db';
import { Timestamp } from '#platform/http';
import { type SidedTransaction } from './own-side.ts';

/** One thing that happened to the money. */
export const TimelineStep = Type.Object(
  {
    at: Timestamp,
    step: Type.String({
      description: 'A stable word: `created`, `completed`, `failed`, `reversed`, and for who receives `parked` and `released`.',
    }),
  },
  { $id: 'TimelineStep' },
);
export type TimelineStep = Static<typeof TimelineStep>;

interface Told extends TimelineStep {
  readonly for: 'both' | 'receiver';
}

/**
 * Everything that happened, in its order, as one side may know it: that the money waited for room in a wallet is told to the owner of
 * that wallet alone. What else a step holds is for staff.
 */
export async function readTimeline(db: Db, transaction: SidedTransaction): Promise<TimelineStep[]> {
  const { rows } = await sql<Told>`
    select at, step, 'both' as for from wallet.transaction_steps where transaction_id = ${transaction.id} and step <> 'released'
    union all
    select parked_at, 'parked', 'receiver' from wallet.parked_inflows where transaction_id = ${transaction.id}
    union all
    select released_at, 'released', 'receiver' from wallet.parked_inflows where transaction_id = ${transaction.id} and released_at is not null
  `.execute(db);
  const seen = rows.filter((told) => told.for === 'both' || transaction.side === told.for).map(({ at, step }) => ({ at, step }));
  const known = new Set(seen.map(({ step }) => step));
  const own = stepsOfRow(transaction, seen).filter(({ step }) => !known.has(step));
  return [...own, ...seen].toSorted(inOrder);
}

/** What the row itself says. For the receiver, what waited was complete when it was let in, and before that it is not. */
function stepsOfRow(transaction: SidedTransaction, seen: readonly TimelineStep[]): TimelineStep[] {
  const { created_at, completed_at, updated_at, status } = transaction;
  const parked = seen.some(({ step }) => step === 'parked');
  const arrived = parked ? seen.find(({ step }) => step === 'released')?.at : completed_at;
  return [
    { at: created_at, step: 'created' },
    ...(arrived !== undefined && arrived !== null && status !== 'failed' ? [{ at: arrived, step: 'completed' }] : []),
    ...(status === 'failed' || status === 'reversed' ? [{ at: updated_at, step: status }] : []),
  ];
}

const ranks = ['created', 'parked', 'released', 'completed', 'failed', 'reversed'];

/** A transfer is made and done in one moment, so time alone does not say what came first. */
function inOrder(left: TimelineStep, right: TimelineStep): number {
  const byTime = Temporal.Instant.compare(Temporal.Instant.from(left.at), Temporal.Instant.from(right.at));
  return byTime === 0 ? ranks.indexOf(left.step) - ranks.indexOf(right.step) : byTime;
}
