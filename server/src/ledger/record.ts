import { type AccountId } from './account.ts';
import { type Draft } from './book.ts';
import { type Command, type Metadata } from './command.ts';
import { type Step } from './limits.ts';
import { type Plan } from './plan.ts';
import { type EntryRow, type RecordedPosting } from './posting.ts';

const noMetadata: Metadata = {};
const nothingReversed: ReadonlyMap<AccountId, number> = new Map();

/** Nobody objected: writes the command into the draft, an entry for each account it touches. */
export function record(draft: Draft, command: Command, fingerprint: string, plan: Plan, steps: readonly Step[]): RecordedPosting {
  const { id, kind, reference, effective_at, metadata = noMetadata } = command;
  const recorded_at = draft.book.calendar.stampOf(draft.at);
  const posting: RecordedPosting = {
    id,
    kind,
    reference,
    fingerprint,
    recorded_at,
    effective_at: effective_at?.toString() ?? recorded_at,
    metadata,
    hold_id: plan.hold?.id ?? null,
    reverses: plan.original?.id ?? null,
    entries: steps.map((step, index) => entryOf(step, id, index + 1)),
    reversed: nothingReversed,
  };
  for (const { account, after } of steps) draft.accounts.set(account.id, { ...account, ...after });
  if (plan.hold !== undefined) draft.holds.set(plan.hold.id, plan.hold);
  if (plan.original !== undefined) draft.postings.set(plan.original.id, plan.original);
  draft.postings.set(id, posting);
  draft.references.set(reference, id);
  draft.added.push(posting);
  return posting;
}

function entryOf({ account, amount, held, after }: Step, posting_id: RecordedPosting['id'], leg: number): EntryRow {
  return {
    account_id: account.id,
    sequence: after.sequence,
    posting_id,
    leg,
    amount,
    held,
    posted_after: after.posted,
    held_after: after.held,
  };
}
