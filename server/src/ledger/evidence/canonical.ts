import { hash } from 'node:crypto';
import { type Command } from '../command.ts';
import { createByteWriter } from './byte-writer.ts';
import { canonicalJson } from './canonical-json.ts';

/** Changes with every change of the bytes below. What was sealed under an older number is never sealed again. */
export const format = 1;

/** A posting with everything that its seal covers. Times are microseconds since 1970, in decimal. */
export interface Sealable {
  readonly id: string;
  /** The number of the transaction that wrote it. */
  readonly batch: number;
  readonly kind: Command['kind'];
  readonly reference: string;
  /** In hexadecimal. */
  readonly fingerprint: string;
  readonly recorded_at: string;
  readonly effective_at: string;
  /** As text: a value would have lost digits. */
  readonly metadata: string;
  readonly hold_id: string | null;
  readonly reverses: string | null;
  readonly expires_at: string | null;
  readonly because: string | null;
  /** Said only where it is so. */
  readonly despite_freeze?: true;
  /** By leg. */
  readonly entries: readonly SealableEntry[];
}

/** With what its account was opened as: an amount says little without its currency, and a balance nothing without its owner. */
export interface SealableEntry {
  readonly leg: number;
  readonly account_id: string;
  readonly account_kind: string;
  readonly owner: string | null;
  readonly currency: string;
  readonly sequence: number;
  readonly amount: number;
  readonly held: number;
  readonly posted_after: number;
  readonly held_after: number;
}

const kindNumbers = { post: 1, hold: 2, capture: 3, release: 4, reverse: 5 } as const satisfies Record<Command['kind'], number>;
const leafTag = 0;

/** What a leaf of the tree is the hash of, as docs/ledger-evidence.md specifies it. */
export function canonicalBytes(posting: Sealable): Buffer {
  const writer = createByteWriter();
  writer.u8(leafTag);
  writer.u8(format);
  writer.uuid(posting.id);
  writer.i64(posting.batch);
  writer.u8(kindNumbers[posting.kind]);
  writer.text(posting.reference);
  writer.digest(posting.fingerprint);
  writer.i64(BigInt(posting.recorded_at));
  writer.i64(BigInt(posting.effective_at));
  writer.text(canonicalJson(posting.metadata));
  writer.optional(posting.hold_id, writer.uuid);
  writer.optional(posting.reverses, writer.uuid);
  writer.optional(posting.expires_at, (at) => writer.i64(BigInt(at)));
  writer.optional(posting.because, writer.text);
  writer.u32(posting.entries.length);
  for (const entry of posting.entries) {
    writer.i64(entry.leg);
    writer.uuid(entry.account_id);
    writer.text(entry.account_kind);
    writer.optional(entry.owner, writer.text);
    writer.text(entry.currency);
    writer.i64(entry.sequence);
    writer.i64(entry.amount);
    writer.i64(entry.held);
    writer.i64(entry.posted_after);
    writer.i64(entry.held_after);
  }
  // Came later than the format: where it is not said, the bytes are what they always were.
  if (posting.despite_freeze === true) writer.u8(1);
  return writer.bytes();
}

export function leafOf(posting: Sealable): Buffer {
  return hash('sha256', canonicalBytes(posting), 'buffer');
}
