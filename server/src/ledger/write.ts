import { type RawBuilder, sql } from 'kysely';
import { bigintArray, byteaArray, integerArray, smallintArray, textArray, uuidArray } from '#platform/db';
import { type Records } from './changes.ts';
import { type Order, type PostingId } from './command.ts';
import { type EntryRow, type PostingRow } from './posting.ts';

/**
 * One statement for the whole batch. It says what happened to the accounts; where that leaves accounts and holds the database works out by
 * itself, and it refuses the batch if the entries say otherwise. `patience` is how long to wait for what somebody else keeps locked.
 */
export function composeWrite(
  at: Temporal.Instant,
  { postings, entries }: Records,
  accepted: readonly Order[],
  patience: string | null = null,
): RawBuilder<unknown> {
  const numbers = new Map(postings.map(({ id }, index) => [id, index + 1]));
  const { expiries, reasons, despites } = detailsOf(accepted);
  return sql`
    select ledger.write(
      ${at.toString()},
      ${uuidArray(postings.map(({ id }) => id))},
      ${postings.map(({ kind }) => kind)},
      ${textArray(postings.map(({ reference }) => reference))},
      ${byteaArray(postings.map(({ fingerprint }) => fingerprint))},
      ${optional(postings, ({ effective_at, recorded_at }) => (effective_at === recorded_at ? null : effective_at))},
      ${postings.some(hasMetadata) ? postings.map(({ metadata }) => JSON.stringify(metadata)) : null},
      ${optional(postings, ({ hold_id }) => hold_id, uuidArray)},
      ${optional(postings, ({ reverses }) => reverses, uuidArray)},
      ${optional(postings, ({ id }) => expiries.get(id) ?? null)},
      ${optional(postings, ({ id }) => reasons.get(id) ?? null)},
      ${despites.size === 0 ? null : postings.map(({ id }) => (despites.has(id) ? true : null))},
      ${integerArray(lastEntries(postings, entries))},
      ${integerArray(entries.map(({ posting_id }) => numbers.get(posting_id) ?? null))},
      ${smallintArray(entries.map(({ leg }) => leg))},
      ${uuidArray(entries.map(({ account_id }) => account_id))},
      ${bigintArray(entries.map(({ sequence }) => sequence))},
      ${bigintArray(entries.map(({ amount }) => amount))},
      ${bigintArray(entries.map(({ held }) => held))},
      ${bigintArray(entries.map(({ posted_after }) => posted_after))},
      ${bigintArray(entries.map(({ held_after }) => held_after))},
      ${patience}
    )
  `;
}

/** Of each posting, counted from 1: its entries are those after the last one of the posting before it. */
function lastEntries(postings: readonly PostingRow[], entries: readonly EntryRow[]): readonly number[] {
  const counts = new Map<PostingId, number>();
  for (const { posting_id } of entries) counts.set(posting_id, (counts.get(posting_id) ?? 0) + 1);
  let last = 0;
  return postings.map(({ id }) => (last += counts.get(id) ?? 0));
}

/** What a posting's row says of its command beyond what was decided. */
function detailsOf(accepted: readonly Order[]) {
  const expiries = new Map<PostingId, string>();
  const reasons = new Map<PostingId, string>();
  const despites = new Set<PostingId>();
  for (const order of accepted) {
    for (const command of order) {
      if (command.kind === 'hold' && command.expires_at !== undefined) expiries.set(command.id, command.expires_at.toString());
      if (command.kind === 'release') reasons.set(command.id, command.because);
      if ('despite_freeze' in command && command.despite_freeze) despites.add(command.id);
    }
  }
  return { expiries, reasons, despites };
}

type Values = readonly (string | null)[];

/** Most batches have nothing to say here, and then nothing is sent. */
function optional(
  postings: readonly PostingRow[],
  valueOf: (posting: PostingRow) => string | null,
  arrayOf: (values: Values) => unknown = (values) => values,
): unknown {
  const values = postings.map(valueOf);
  return values.every((value) => value === null) ? null : arrayOf(values);
}

function hasMetadata({ metadata }: PostingRow): boolean {
  return Object.keys(metadata).length > 0;
}
