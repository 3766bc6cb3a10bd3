import { currencies, type Currency, formatMoney, type Money, MoneyError, parseMoney } from '@akawo/money';

/** What stands in the field, and where the cursor is in it. */
export interface Typed {
  readonly text: string;
  readonly caret: number;
}

export interface Change extends Typed {
  /** Nothing of what was pasted is dropped: `1.250` must not quietly become 1.25. */
  readonly isPasted: boolean;
}

const mostWholeDigits = 12;

/** What a change makes of the field: digits in groups of three, and keys that make no amount do nothing. */
export function typeAmount(before: Typed, change: Change, currency: Currency): Typed {
  if (change.isPasted) return pasteAmount(change.text, currency);
  const plain = change.text.replaceAll(',', '');
  const { exponent } = currencies[currency];
  const fraction = exponent === 0 ? '' : `(?:\\.\\d{0,${exponent}})?`;
  if (!new RegExp(`^\\d{0,${mostWholeDigits}}${fraction}$`).test(plain)) return before;
  const text = inGroups(plain);
  const kept = text.replaceAll(',', '');
  const after = change.text.slice(change.caret).replaceAll(',', '').length;
  return { text, caret: caretAfter(text, Math.max(0, kept.length - after)) };
}

/** An amount as the field shows it when somebody chose it: without kobo where there are none. */
export function writeAmount(amount: Money): string {
  return formatMoney(amount, { symbol: 'none', locale: 'en-NG' }).replace(/\.0+$/, '');
}

/** The amount, or why there is none, in words. */
export function readAmount(text: string, currency: Currency): Money | string {
  if (text.trim() === '') return 'Type how much you want to send.';
  try {
    const amount = parseMoney(text.replace(/\.$/, ''), currency);
    return amount.amount === 0 ? 'Type how much you want to send.' : amount;
  } catch (thrown) {
    if (!(thrown instanceof MoneyError)) throw thrown;
    if (thrown.code === 'too_many_decimals') return 'There are at most two digits after the point.';
    return 'We cannot read this amount. Write it like 1,250 or 1,250.50.';
  }
}

function pasteAmount(text: string, currency: Currency): Typed {
  const amount = readAmount(text, currency);
  const shown = typeof amount === 'string' ? text : writeAmount(amount);
  return { text: shown, caret: shown.length };
}

function inGroups(plain: string): string {
  const [whole = '', fraction] = plain.split('.');
  const grouped = whole.replace(/^0+(?=\d)/, '').replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped === '' ? '0' : grouped}.${fraction}`;
}

/** The place behind that many characters, commas not counted. */
function caretAfter(text: string, characters: number): number {
  let left = characters;
  let place = 0;
  while (left > 0 && place < text.length) {
    if (text[place] !== ',') left -= 1;
    place += 1;
  }
  return place;
}
