import { currencies, type Currency, type CurrencyFacts, isCurrency } from './currencies.ts';

/** An exact amount in minor units (kobo, pesewa, cent) with its currency; never a fraction, never beyond ±(2^53−1). */
export interface Money {
  readonly amount: number;
  readonly currency: Currency;
}

export type MoneyErrorCode =
  | 'not_an_integer'
  | 'out_of_range'
  | 'unknown_currency'
  | 'currency_mismatch'
  | 'invalid_weights'
  | 'invalid_rate'
  | 'unreadable'
  | 'too_many_decimals';

/** Why an amount was refused; the code is what a program switches on. */
export class MoneyError extends Error {
  readonly code: MoneyErrorCode;

  constructor(code: MoneyErrorCode, message: string) {
    super(message);
    this.name = 'MoneyError';
    this.code = code;
  }
}

export function money(amount: number, currency: Currency): Money {
  factsOf(currency);
  // Negative zero is refused because two zeros that differ as bytes would hash, sign and compare differently.
  if (!Number.isInteger(amount) || Object.is(amount, -0)) {
    throw new MoneyError(
      'not_an_integer',
      `an amount is a whole number of minor units, not ${Object.is(amount, -0) ? '-0' : String(amount)}`,
    );
  }
  if (!Number.isSafeInteger(amount)) throw new MoneyError('out_of_range', `${String(amount)} is beyond ±(2^53−1)`);
  return Object.freeze({ amount, currency });
}

/** Back from exact arithmetic. The conversion cannot hide an overflow: what is beyond the range stays beyond it when it is rounded. */
export function moneyFromBigInt(amount: bigint, currency: Currency): Money {
  return money(Number(amount), currency);
}

/** The compiler keeps unknown codes out, but a row, a header or a provider's answer does not ask the compiler. */
export function factsOf(currency: Currency): CurrencyFacts {
  if (!isCurrency(currency)) throw new MoneyError('unknown_currency', `${String(currency)} is not a currency that Akawo knows`);
  return currencies[currency];
}
