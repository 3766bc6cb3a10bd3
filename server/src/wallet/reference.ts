import { randomFillSync } from 'node:crypto';

/** Letters and digits that nobody mistakes for each other when he reads them out: no 0 and O, no 1 and I and L. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const letters = 16;
/** The largest multiple of their number that a byte can have: beyond it, the first letters would come more often. */
const fair = 256 - (256 % alphabet.length);

/** Drawn many at a time: asking for a few takes as long as asking for all of these. */
const drawn = Buffer.alloc(4_096);
let next = drawn.length;

/** What a person quotes to support, such as AKW-7K3M-9QXT-2VHD-H4PC: 79 bits, so that nobody guesses another's. */
export function drawReference(): string {
  let reference = 'AKW';
  for (let letter = 0; letter < letters; letter += 1) reference += letter % 4 === 0 ? `-${drawLetter()}` : drawLetter();
  return reference;
}

function drawLetter(): string {
  let byte = drawByte();
  while (byte >= fair) byte = drawByte();
  return alphabet.charAt(byte % alphabet.length);
}

function drawByte(): number {
  if (next === drawn.length) {
    randomFillSync(drawn);
    next = 0;
  }
  const byte = drawn.readUInt8(next);
  next += 1;
  return byte;
}
