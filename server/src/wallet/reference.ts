import { randomBytes } from 'node:crypto';

/** Letters and digits that nobody mistakes for each other when he reads them out: no 0 and O, no 1 and I and L. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const letters = 16;

/** What a person quotes to support, such as AKW-7K3M-9QXT-2VHD-H4PC: 79 bits, so that nobody guesses another's. */
export function drawReference(): string {
  let drawn = '';
  while (drawn.length < letters) {
    for (const byte of randomBytes(letters)) {
      // 248 is the largest multiple of 31 below 256: beyond it, the first letters would come more often.
      if (byte < 248 && drawn.length < letters) drawn += alphabet[byte % alphabet.length];
    }
  }
  return `AKW-${drawn.slice(0, 4)}-${drawn.slice(4, 8)}-${drawn.slice(8, 12)}-${drawn.slice(12)}`;
}
