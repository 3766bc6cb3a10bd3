import fc from 'fast-check';
import { currencies, type Currency, isCurrency, type Money, money, MoneyError, type MoneyErrorCode } from '../src/index.ts';

export const biggest = BigInt(Number.MAX_SAFE_INTEGER);

export const safeInteger = fc
  .oneof(
    fc.maxSafeInteger(),
    fc.integer({ min: -1_000, max: 1_000 }),
    fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
  )
  .map((amount) => (amount === 0 ? 0 : amount));

export const allCurrencies: Currency[] = Object.keys(currencies).filter(isCurrency);

const anyCurrency: fc.Arbitrary<Currency> = fc.constantFrom(...allCurrencies);

export const anyMoney: fc.Arbitrary<Money> = fc
  .tuple(safeInteger, anyCurrency)
  .map(([amount, currency]) => money(amount, currency));

/** For `assert.throws`: the refusal has this code, so that a TypeError never passes for one. */
export function refusedWith(code: MoneyErrorCode): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof MoneyError && thrown.code === code;
}
