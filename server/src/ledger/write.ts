import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { arrayLiteral } from './array-literal.ts';
import { type Changes } from './changes.ts';
import { type Order, type PostingId } from './command.ts';
import { type PostingRow } from './posting.ts';

/**
 * One statement for the whole batch. It says what happened to the accounts; where that leaves accounts and holds the database works out by
 * itself, and it refuses the batch if the entries say otherwise.
 */
export async function write(
  tx: Tx,
  at: Temporal.Instant,
  { postings, entries }: Changes,
  accepted: readonly Order[],
): Promise<void> {
  const numbers = new Map(postings.map(({ id }, index) => [id, index + 1]));
  const { expiries, reasons } = detailsOf(accepted);
  await sql`
    select ledger.write(
      ${at.toString()},
      ${arrayLiteral(postings.map(({ id }) => id))},
      ${arrayLiteral(postings.map(({ kind }) => kind))},
      ${postings.map(({ reference }) => reference)},
      ${arrayLiteral(postings.map(({ fingerprint }) => String.raw`"\\x${fingerprint}"`))},
      ${optional(postings, ({ effective_at, recorded_at }) => (effective_at === recorded_at ? null : effective_at))},
      ${postings.some(hasMetadata) ? postings.map(({ metadata }) => JSON.stringify(metadata)) : null},
      ${optional(postings, ({ hold_id }) => hold_id)},
      ${optional(postings, ({ reverses }) => reverses)},
      ${optional(postings, ({ id }) => expiries.get(id) ?? null)},
      ${optional(postings, ({ id }) => reasons.get(id) ?? null)},
      ${arrayLiteral(entries.map(({ posting_id }) => numbers.get(posting_id) ?? null))},
      ${arrayLiteral(entries.map(({ leg }) => leg))},
      ${arrayLiteral(entries.map(({ account_id }) => account_id))},
      ${arrayLiteral(entries.map(({ sequence }) => sequence))},
      ${arrayLiteral(entries.map(({ amount }) => amount))},
      ${arrayLiteral(entries.map(({ held }) => held))},
      ${arrayLiteral(entries.map(({ posted_after }) => posted_after))},
      ${arrayLiteral(entries.map(({ held_after }) => held_after))}
    )
  `.execute(tx);
}

/** What a posting's row says of its command beyond what was decided. */
function detailsOf(accepted: readonly Order[]) {
  const expiries = new Map<PostingId, string>();
  const reasons = new Map<PostingId, string>();
  for (const order of accepted) {
    for (const command of order) {
      if (command.kind === 'hold' && command.expires_at !== undefined) expiries.set(command.id, command.expires_at.toString());
      if (command.kind === 'release') reasons.set(command.id, command.because);
    }
  }
  return { expiries, reasons };
}

/** Most batches have nothing to say here, and then nothing is sent. */
function optional(postings: readonly PostingRow[], valueOf: (posting: PostingRow) => string | null): string | null {
  const values = postings.map(valueOf);
  return values.every((value) => value === null) ? null : arrayLiteral(values);
}

function hasMetadata({ metadata }: PostingRow): boolean {
  return Object.keys(metadata).length > 0;
}
