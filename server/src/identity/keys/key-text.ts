import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Keys of production are told from those of every other server at a glance, and neither accepts the other's. */
export type KeyKind = 'live' | 'test';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomBits = 256;
const randomDigits = 43;
const checksumDigits = 6;
const shownDigits = 4;
const form = /^(?<stem>ak_(?<kind>live|test)_[0-9A-Za-z]{43})_(?<checksum>[0-9A-Za-z]{6})$/;

/**
 * `ak_test_`, 43 digits of base 62 that hold 256 random bits, `_`, and the CRC-32 of all that stands before it in 6 such digits. A CRC sees
 * every change within four neighbouring characters, so no single wrong character and no two in the wrong order go unnoticed; and whoever
 * searches texts for lost keys knows one from something that only looks like it.
 */
export function makeKeyText(kind: KeyKind): string {
  const random = inBase62(BigInt(`0x${randomBytes(randomBits / 8).toString('hex')}`), randomDigits);
  const stem = `ak_${kind}_${random}`;
  return `${stem}_${checksumOf(stem)}`;
}

/** Nothing for what is mistyped or made up, which is found out here without asking anybody. */
export function kindOfKey(text: string): KeyKind | undefined {
  const { stem = '', kind, checksum } = form.exec(text)?.groups ?? {};
  return checksum === checksumOf(stem) ? (kind as KeyKind) : undefined;
}

/** What a person can tell his keys apart by, and nobody can use. */
export function previewOf(text: string): string {
  const beginning = text.slice(0, 'ak_live_'.length + shownDigits);
  return `${beginning}…${text.slice(-shownDigits)}`;
}

/** What the database keeps. */
export function hashKey(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

function checksumOf(stem: string): string {
  return inBase62(BigInt(crc32(stem)), checksumDigits);
}

function inBase62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; rest > 0n; rest /= 62n) text = digits.charAt(Number(rest % 62n)) + text;
  return text.padStart(length, '0');
}
