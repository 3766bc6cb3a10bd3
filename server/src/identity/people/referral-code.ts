import { randomBytes } from 'node:crypto';

/** Neither 0 nor O, neither 1 nor I: a code is read aloud and typed from paper. */
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const length = 8;

export function drawReferralCode(): string {
  return Array.from(randomBytes(length), (byte) => letters.charAt(byte % letters.length)).join('');
}

/** As somebody may have typed it. */
export function normaliseReferralCode(text: string): string {
  return text.replaceAll(/[\s-]/g, '').toUpperCase();
}
