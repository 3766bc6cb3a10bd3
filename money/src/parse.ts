import { type Currency } from './currencies.ts';
import { fromDecimalString, quoted } from './decimal.ts';
import { factsOf, type Money, MoneyError } from './money.ts';

export interface ParseOptions {
  /** Whether `+` or `-` may stand in front: a payment has no sign, a correction by staff may have one. */
  readonly signed?: boolean;
}

const longestText = 64;
const typed = /^(?<sign>[+-]?)(?<unit>[^\d.,+-]*)(?<whole>0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.(?<fraction>\d+))?$/;

/**
 * Reads what a person typed: `1250`, `1,250.5`, `₦1,250.50`, `NGN 1,250.50`. Whatever could be meant in two ways is refused, such as
 * `1.250`, `12,50` or `1 250`; nothing is ever rounded.
 */
export function parseMoney(text: string, currency: Currency, { signed = false }: ParseOptions = {}): Money {
  const { symbol, exponent } = factsOf(currency);
  const groups = text.length <= longestText ? typed.exec(text.trim())?.groups : undefined;
  if (groups === undefined) throw unreadable(text);
  const { sign = '', unit = '', whole = '', fraction = '' } = groups;

  if (sign !== '' && !signed) throw unreadable(text);
  if (unit !== '' && ![symbol, currency].includes(unit.replace(/[ \u00a0]$/, ''))) throw unreadable(text);
  if (fraction.length > exponent) {
    throw new MoneyError('too_many_decimals', `${currency} has ${String(exponent)} decimals, more than that in ${quoted(text)}`);
  }
  const digits = whole.replaceAll(',', '');
  return fromDecimalString(`${sign === '-' ? sign : ''}${digits}${fraction && `.${fraction}`}`, currency);
}

function unreadable(text: string): MoneyError {
  return new MoneyError('unreadable', `not an amount: ${quoted(text)}`);
}
