import { randomInt } from 'node:crypto';

/** Thirteen digits, the last of which is Damm's: it finds every mistyped digit and every swapped pair of neighbours. */
export type WalletNumber = string;

const form = /^[1-9]\d{12}$/;

/** A quasigroup without fixed points on swaps: the state after a digit is `table[state][digit]`, and a right number ends at 0. */
const table = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
] as const satisfies readonly (readonly number[])[];

/** Drawn at random, so that nobody's number says anything about anybody else's. */
export function drawWalletNumber(): WalletNumber {
  const drawn = `${randomInt(1, 10)}${randomInt(10 ** 11)
    .toString()
    .padStart(11, '0')}`;
  return `${drawn}${checkDigit(drawn)}`;
}

export function isWalletNumber(text: string): text is WalletNumber {
  return form.test(text) && checkDigit(text) === 0;
}

function checkDigit(digits: string): number {
  let state = 0;
  for (const digit of digits) state = table[state]?.[Number(digit)] ?? 0;
  return state;
}
