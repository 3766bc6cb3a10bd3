import { hash } from 'node:crypto';
import { createByteWriter } from './byte-writer.ts';

/** What a block's hash covers. Digests are in hexadecimal, the time in microseconds since 1970. */
export interface BlockHeader {
  readonly format: number;
  readonly number: number;
  /** The hash of the block before; zeros before the first. */
  readonly previous: string;
  readonly sealed_at: string;
  readonly count: number;
  /** Postings from the first block to this one. */
  readonly total: number;
  readonly root: string;
  readonly first_posting: string;
  readonly last_posting: string;
}

export interface Block extends BlockHeader {
  readonly hash: string;
}

export const beforeFirst = '0'.repeat(64);

const blockTag = 2;

export function blockBytes(header: BlockHeader): Buffer {
  const writer = createByteWriter();
  writer.u8(blockTag);
  writer.u8(header.format);
  writer.i64(header.number);
  writer.digest(header.previous);
  writer.i64(BigInt(header.sealed_at));
  writer.u32(header.count);
  writer.i64(header.total);
  writer.digest(header.root);
  writer.uuid(header.first_posting);
  writer.uuid(header.last_posting);
  return writer.bytes();
}

export function blockHash(header: BlockHeader): string {
  return hash('sha256', blockBytes(header), 'hex');
}
