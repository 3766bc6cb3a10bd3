import { type Currency } from './currencies.ts';
import { factsOf, type Money, money, MoneyError, moneyFromBigInt } from './money.ts';

const longestText = 40;
const decimal = /^(?<sign>-?)(?<whole>0|[1-9]\d*)(?:\.(?<fraction>\d+))?$/;

/** Major units with a point and every decimal of the currency, for providers that want text: `1250.50`. */
export function toDecimalString(value: Money): string {
  const { amount, currency } = money(value.amount, value.currency);
  const { exponent } = factsOf(currency);
  const sign = amount < 0 ? '-' : '';
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0');
  if (exponent === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** Reads major units as programs write them: `1250.5`, `-0.05`. Zeros beyond the currency's decimals say nothing and are let through. */
export function fromDecimalString(text: string, currency: Currency): Money {
  const { exponent } = factsOf(currency);
  const groups = text.length <= longestText ? decimal.exec(text)?.groups : undefined;
  if (groups === undefined) throw new MoneyError('unreadable', `not a decimal number: ${quoted(text)}`);
  const { sign = '', whole = '', fraction = '' } = groups;

  const significant = fraction.replace(/0+$/, '');
  if (significant.length > exponent) {
    throw new MoneyError('too_many_decimals', `${currency} has ${String(exponent)} decimals, more than that in ${quoted(text)}`);
  }
  const units = BigInt(whole + significant.padEnd(exponent, '0'));
  if (sign === '-' && units === 0n) throw new MoneyError('unreadable', `zero has no sign: ${quoted(text)}`);
  return moneyFromBigInt(sign === '-' ? -units : units, currency);
}

/** What the caller sent, short enough for an error message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length <= longestText ? text : `${text.slice(0, longestText)}…`);
}
