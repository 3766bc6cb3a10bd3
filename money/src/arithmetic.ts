import { type Money, money, MoneyError, moneyFromBigInt } from './money.ts';

export type Rounding = 'up' | 'down' | 'half_even';

export function add(left: Money, right: Money): Money {
  const [a, b] = amounts(left, right);
  return money(a + b, left.currency);
}

export function subtract(left: Money, right: Money): Money {
  const [a, b] = amounts(left, right);
  return money(a - b, left.currency);
}

export function negate(value: Money): Money {
  return money(0 - checked(value), value.currency);
}

/** Orders amounts of one currency, as `Array.sort` wants it. */
export function compare(left: Money, right: Money): -1 | 0 | 1 {
  const [a, b] = amounts(left, right);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function isLess(left: Money, right: Money): boolean {
  return compare(left, right) < 0;
}

/**
 * A share in basis points (150 is 1.5 %), rounded as the caller says: `up` is away from zero, `down` is towards zero and `half_even`
 * goes to the nearest, a tie to the even neighbour. A negative amount gives exactly the negative of its positive twin.
 */
export function percentage(value: Money, basisPoints: number, rounding: Rounding): Money {
  if (!Number.isSafeInteger(basisPoints) || basisPoints < 0 || Object.is(basisPoints, -0)) {
    throw new MoneyError('invalid_rate', `a rate is a whole number of basis points from 0 up, not ${String(basisPoints)}`);
  }
  const amount = BigInt(checked(value));
  const sign = amount < 0n ? -1n : 1n;
  return moneyFromBigInt(sign * divide(sign * amount * BigInt(basisPoints), 10_000n, rounding), value.currency);
}

/** Both numbers at least zero. */
function divide(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  switch (rounding) {
    case 'down':
      return quotient;
    case 'up':
      return rest === 0n ? quotient : quotient + 1n;
    case 'half_even': {
      const twice = 2n * rest;
      return twice > divisor || (twice === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient;
    }
  }
}

function amounts(left: Money, right: Money): [number, number] {
  if (left.currency !== right.currency)
    throw new MoneyError('currency_mismatch', `${left.currency} and ${right.currency} do not mix`);
  return [checked(left), checked(right)];
}

/** A value that was read from a row or from JSON has not passed `money` yet. */
function checked(value: Money): number {
  return money(value.amount, value.currency).amount;
}
