import { type Money, money, MoneyError, moneyFromBigInt } from './money.ts';

/**
 * Splits an amount by weights so that the parts add up to it exactly, in the order of the weights.
 *
 * Where the odd kobo goes: everyone first gets their share rounded down; what is left goes out one unit each, the largest lost
 * fraction first, and among equals the earlier part first. A weight of zero therefore gets nothing, and a negative amount is
 * split like its positive twin.
 */
export function allocate(total: Money, weights: readonly number[]): Money[] {
  const amount = BigInt(money(total.amount, total.currency).amount);
  const shares = weights.map(checkedWeight);
  const whole = shares.reduce((sum, share) => sum + share, 0n);
  if (whole === 0n) throw new MoneyError('invalid_weights', 'at least one weight must be above zero');

  const sign = amount < 0n ? -1n : 1n;
  const parts = shares.map((share, position) => {
    const exact = sign * amount * share;
    return { position, units: exact / whole, lost: exact % whole };
  });
  const odd = parts.reduce((left, part) => left - part.units, sign * amount);
  const byLoss = parts.toSorted((a, b) => (a.lost === b.lost ? a.position - b.position : a.lost > b.lost ? -1 : 1));
  for (const part of byLoss.slice(0, Number(odd))) part.units += 1n;
  return parts.map((part) => moneyFromBigInt(sign * part.units, total.currency));
}

function checkedWeight(weight: number): bigint {
  if (!Number.isSafeInteger(weight) || weight < 0) {
    throw new MoneyError('invalid_weights', `a weight is a whole number from 0 up, not ${String(weight)}`);
  }
  return BigInt(weight);
}
