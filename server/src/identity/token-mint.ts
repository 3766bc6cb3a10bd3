import { createHmac, timingSafeEqual } from 'node:crypto';
import { isId } from '#platform/id';
import { type Secret } from '#platform/secret';

/** What a token says, and nobody but us could have made it say. */
export interface Marked {
  readonly id: string;
  readonly number: number;
}

export interface TokenMint {
  make(marked: Marked): string;
  /** Nothing for whatever we did not make. */
  read(token: string): Marked | undefined;
}

const idBytes = 16;
const markedBytes = idBytes + 4;
const sealBytes = 32;
const form = /^[A-Za-z0-9_-]{70}$/;

/**
 * Tokens that name a row and carry a seal. They are derived and not drawn, so nothing that opens a door is kept in the database, and the
 * same token can be made again for whoever has to be answered twice.
 */
export function createTokenMint(secret: Secret): TokenMint {
  const sealOf = (marked: Buffer) => createHmac('sha256', secret.reveal()).update(marked).digest();
  return {
    make({ id, number }) {
      const marked = Buffer.alloc(markedBytes);
      marked.write(id.replaceAll('-', ''), 'hex');
      marked.writeUInt32BE(number, idBytes);
      return Buffer.concat([marked, sealOf(marked)]).toString('base64url');
    },
    read(token) {
      if (!form.test(token)) return undefined;
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.length !== markedBytes + sealBytes || bytes.toString('base64url') !== token) return undefined;
      const marked = bytes.subarray(0, markedBytes);
      if (!timingSafeEqual(bytes.subarray(markedBytes), sealOf(marked))) return undefined;
      const id = marked.toString('hex', 0, idBytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
      return isId(id) ? { id, number: marked.readUInt32BE(idBytes) } : undefined;
    },
  };
}
