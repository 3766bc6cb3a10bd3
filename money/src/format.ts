import { toDecimalString } from './decimal.ts';
import { factsOf, type Money } from './money.ts';

export interface FormatOptions {
  /** A BCP 47 tag; decides grouping, digits and on which side the symbol stands. */
  readonly locale?: string;
  /** `auto` marks what is below zero, `always` also what is above, `never` shows the size alone. */
  readonly sign?: 'auto' | 'always' | 'never';
  readonly symbol?: 'symbol' | 'code' | 'none';
}

/** For people's eyes: `₦1,250.50`. Exact for every amount, because whole units and decimals are formatted as the integers they are. */
export function formatMoney(value: Money, { locale = 'en-NG', sign = 'auto', symbol = 'symbol' }: FormatOptions = {}): string {
  const { exponent, symbol: short } = factsOf(value.currency);
  const [whole = '', fraction = ''] = toDecimalString(value).replace('-', '').split('.');
  const unit = symbol === 'symbol' ? short : value.currency;

  const pattern = new Intl.NumberFormat(locale, {
    style: symbol === 'none' ? 'decimal' : 'currency',
    currency: value.currency,
    currencyDisplay: 'code', // Every version of the locale data has it; symbols differ, so ours takes its place below.
    useGrouping: 'always',
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  });
  const parts = pattern.formatToParts(BigInt(whole));
  const text = parts.map((part, index) => {
    if (part.type === 'fraction') return digits(fraction, locale);
    if (part.type === 'currency') return unit;
    // The locale keeps letters off the digits with a space; a sign such as ₦ needs none when it stands in front.
    const afterUnit = part.type === 'literal' && parts[index - 1]?.type === 'currency';
    return afterUnit && !/\p{Letter}$/u.test(unit) ? part.value.trim() : part.value;
  });
  return signOf(value, sign) + text.join('');
}

function signOf({ amount }: Money, sign: FormatOptions['sign']): string {
  if (sign === 'never' || amount === 0) return '';
  if (amount < 0) return '-';
  return sign === 'always' ? '+' : '';
}

function digits(fraction: string, locale: string): string {
  return new Intl.NumberFormat(locale, { minimumIntegerDigits: fraction.length, useGrouping: false }).format(BigInt(fraction));
}
