import { type Draft, findPosting, findReference } from './book.ts';
import { type Command } from './command.ts';
import { type Refusal } from './outcome.ts';
import { type RecordedPosting } from './posting.ts';

/** The first posting of this very command, if there is one. An id or a reference that stands for something else is a conflict. */
export function findEarlier(draft: Draft, command: Command, fingerprint: string): RecordedPosting | Refusal | undefined {
  const sameId = findPosting(draft, command.id);
  const reference = findReference(draft, command.reference);
  const earlier = sameId ?? (reference === undefined ? undefined : findPosting(draft, reference));
  if (earlier === undefined || earlier.fingerprint === fingerprint) return earlier;
  return { code: 'posting_conflict', posting: earlier.id, by: sameId === undefined ? 'reference' : 'id' };
}
