import { type Book, type Draft, keep, openDraft } from './book.ts';
import { checkOrder } from './check.ts';
import { type Command, type Order } from './command.ts';
import { findEarlier } from './earlier.ts';
import { fingerprintOf } from './fingerprint.ts';
import { objectionTo, stepOf } from './limits.ts';
import { type Outcome, type Refusal } from './outcome.ts';
import { isRefusal, type Plan } from './plan.ts';
import { type RecordedPosting } from './posting.ts';
import { record } from './record.ts';
import { planCapture } from './rules/capture.ts';
import { planHold } from './rules/hold.ts';
import { planPost } from './rules/post.ts';
import { planRelease } from './rules/release.ts';
import { planReverse } from './rules/reverse.ts';

/** Decides one order at one instant. An accepted order is in the book afterwards; a refused one has left no trace. */
export function decide(book: Book, order: Order, at: Temporal.Instant): Outcome {
  const malformed = checkOrder(order);
  if (malformed !== undefined) return malformed;

  const draft = openDraft(book, order, at);
  const postings: RecordedPosting[] = [];
  for (const [index, command] of order.entries()) {
    const result = decideCommand(draft, command, index);
    if (isRefusal(result)) return { kind: 'refused', command: index, refusal: result };
    postings.push(result);
  }
  keep(draft);
  return { kind: 'accepted', postings, replayed: draft.added.length === 0 };
}

function decideCommand(draft: Draft, command: Command, index: number): RecordedPosting | Refusal {
  const fingerprint = fingerprintOf(command);
  const earlier = findEarlier(draft, command, fingerprint);
  if (earlier !== undefined && isRefusal(earlier)) return earlier;
  // An order is new or recorded as a whole. One that is partly both would make what belongs to it happen twice, or not at all.
  const isNew = earlier === undefined;
  const orderIsNew = index === 0 ? isNew : draft.added.length > 0;
  if (isNew !== orderIsNew) return { code: 'posting_conflict', posting: earlier?.id ?? command.id, by: 'order' };
  if (earlier !== undefined) return earlier;

  const plan = planOf(draft, command);
  if (isRefusal(plan)) return plan;
  const steps = plan.moves.map((move) => stepOf(draft, command, move));
  return objectionTo(steps, command) ?? record(draft, command, fingerprint, plan, steps);
}

function planOf(draft: Draft, command: Command): Plan | Refusal {
  switch (command.kind) {
    case 'post':
      return planPost(draft, command);
    case 'hold':
      return planHold(draft, command);
    case 'capture':
      return planCapture(draft, command);
    case 'release':
      return planRelease(draft, command);
    case 'reverse':
      return planReverse(draft, command);
  }
}
