import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { type Secret } from '#platform/secret';
import { createByteWriter } from './byte-writer.ts';
import { ifWritable } from './if-writable.ts';

/** Where the chain stood at a time. */
export interface Head {
  readonly format: number;
  readonly block: number;
  readonly hash: string;
  readonly total: number;
  /** Microseconds since 1970. */
  readonly signed_at: string;
}

export interface SignedHead extends Head {
  /** Ed25519, in hexadecimal. */
  readonly signature: string;
}

export interface HeadSigner {
  /** For whoever checks: 32 bytes, base64url. */
  readonly publicKey: string;
  sign(head: Head): SignedHead;
}

const headTag = 3;
const privateKeyPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const seedBytes = 32;
const signatureShape = /^[0-9a-f]{128}$/;

/** The key is made of a secret of 32 bytes in base64url, as `deriveSecret` gives it. */
export function createHeadSigner(secret: Secret): HeadSigner {
  const seed = Buffer.from(secret.reveal(), 'base64url');
  if (seed.length !== seedBytes) throw new Error('a signing key is made of 32 bytes');
  const key = createPrivateKey({ key: Buffer.concat([privateKeyPrefix, seed]), format: 'der', type: 'pkcs8' });
  const { x: publicKey } = createPublicKey(key).export({ format: 'jwk' });
  if (publicKey === undefined) throw new Error('the key has no public half');
  return {
    publicKey,
    sign: (head) => ({ ...head, signature: sign(null, headBytes(head), key).toString('hex') }),
  };
}

export function isSignedBy(publicKey: string, { signature, ...head }: SignedHead): boolean {
  if (!signatureShape.test(signature)) return false;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  const bytes = ifWritable(() => headBytes(head));
  return bytes !== undefined && verify(null, bytes, key, Buffer.from(signature, 'hex'));
}

export function headBytes({ format, block, hash, total, signed_at }: Head): Buffer {
  const writer = createByteWriter();
  writer.u8(headTag);
  writer.u8(format);
  writer.i64(block);
  writer.digest(hash);
  writer.i64(total);
  writer.i64(BigInt(signed_at));
  return writer.bytes();
}
