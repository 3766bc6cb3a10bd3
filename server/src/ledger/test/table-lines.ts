import { type Currency, fromDecimalString, isCurrency } from '@akawo/money';
import { type AccountId, type AccountKind, accountKinds, type AccountState } from '../account.ts';
import { type Command, type Leg, type PostingId } from '../command.ts';
import { plainAccount } from './samples.ts';

/** What the names in a table stand for. */
export interface Names {
  account(name: string): AccountId;
  posting(name: string): PostingId;
  currency(name: string): Currency;
}

type Opening = Omit<AccountState, 'id'>;

const limits: Readonly<Record<string, 'floor' | 'ceiling' | 'daily_debit_cap'>> = {
  floor: 'floor',
  ceiling: 'ceiling',
  'daily cap': 'daily_debit_cap',
};

/** `ada  wallet  NGN  10,000.00, floor 0.00, daily cap 5,000.00`, for each line behind `accounts`. */
export function readAccounts(lines: readonly string[]): Map<string, Opening> {
  const pattern = /^ {2}(?<name>\S+) +(?<kind>\S+) +(?<code>[A-Z]{3}) +(?<posted>-?[\d,.]+?)(?:, (?<terms>.+))?$/;
  const accounts = new Map<string, Opening>();
  const sums = new Map<Currency, number>();
  for (const line of lines.slice(lines.indexOf('accounts') + 1)) {
    if (!line.startsWith('  ')) break;
    const { name = '', kind, code = '', posted = '', terms } = pattern.exec(line)?.groups ?? {};
    if (!accountKinds.includes(kind as AccountKind) || !isCurrency(code)) throw new Error(`not an account: ${line}`);
    const opening = { ...plainAccount, currency: code, posted: readAmount(posted, code), ...readTerms(terms, code) };
    accounts.set(name, opening);
    sums.set(code, (sums.get(code) ?? 0) + opening.posted);
  }
  for (const [code, sum] of sums) {
    if (sum !== 0) throw new Error(`the accounts in ${code} do not sum to zero: ${String(sum)} in minor units`);
  }
  return accounts;
}

function readTerms(text: string | undefined, currency: Currency): Partial<Opening> {
  const terms = text?.split(', ') ?? [];
  return Object.fromEntries(
    terms.map((term) => {
      const [, name = '', amount = ''] = /^(.+) (\S+)$/.exec(term) ?? [];
      const limit = limits[name];
      if (limit === undefined) throw new Error(`not a floor, ceiling or daily cap: ${term}`);
      return [limit, readAmount(amount, currency)];
    }),
  );
}

/** `freeze ada debits` */
export function readFreeze(line: string): { name: string; flags: Partial<Opening> } {
  const [, verb, name = '', direction] = /^(freeze|unfreeze) (\S+) (debits|credits)$/.exec(line) ?? [];
  if (direction === undefined) throw new Error('say whose, and "debits" or "credits"');
  return { name, flags: { [direction === 'debits' ? 'frozen_debits' : 'frozen_credits']: verb === 'freeze' } };
}

/** `capture NAME of HOLD (final): ada -10.00, bola +10.00` */
export function readCommand(line: string, names: Names): Command {
  const pattern = /^(?<kind>\w+) (?<name>[^\s:]+)(?: of (?<of>[^\s:]+))?(?: \((?<options>[^)]*)\))?(?:: (?<what>.+))?$/;
  const { kind = '', name = '', of = '', options = '', what } = pattern.exec(line)?.groups ?? {};
  const chosen = readOptions(options);
  const identity = { id: names.posting(name), reference: chosen.reference ?? name };
  const freezable = chosen.despiteFreeze ? { ...identity, despite_freeze: true } : identity;
  const legs = what?.split(', ').map((leg) => readLeg(leg, names));
  const [first] = legs ?? [];

  switch (kind) {
    case 'post':
      return { kind, ...freezable, legs: legs ?? [] };
    case 'hold':
      if (first === undefined) throw new Error('say whose money is held, and how much');
      return { kind, ...freezable, ...first, ...(chosen.until === undefined ? {} : { expires_at: readTime(chosen.until) }) };
    case 'capture':
      return { kind, ...freezable, hold: names.posting(of), legs: legs ?? [], final: chosen.final };
    case 'release': {
      const part = first === undefined ? {} : { amount: first.amount };
      return { kind, ...identity, hold: names.posting(of), because: chosen.expired ? 'expired' : 'released', ...part };
    }
    case 'reverse':
      return { kind, ...freezable, of: names.posting(of), ...(legs === undefined ? {} : { legs }) };
    default:
      throw new Error('a line begins with #, accounts, at, freeze, unfreeze, post, hold, capture, release, reverse or and');
  }
}

interface Options {
  readonly reference: string | undefined;
  readonly until: string | undefined;
  readonly despiteFreeze: boolean;
  readonly final: boolean;
  readonly expired: boolean;
}

function readOptions(text: string): Options {
  const options = text === '' ? [] : text.split(', ');
  const after = (word: string) => options.find((option) => option.startsWith(`${word} `))?.slice(word.length + 1);
  const unknown = options.find((option) => !/^(?:final|expired|despite freeze|reference .+|until .+)$/.test(option));
  if (unknown !== undefined) throw new Error(`not an option: ${unknown}`);
  return {
    reference: after('reference'),
    until: after('until'),
    despiteFreeze: options.includes('despite freeze'),
    final: options.includes('final'),
    expired: options.includes('expired'),
  };
}

function readLeg(text: string, names: Names): Leg {
  const [, name = '', amount] = /^(\S+) ([+-]?[\d,.]+)$/.exec(text) ?? [];
  if (amount === undefined) throw new Error(`not an account with an amount: ${text}`);
  return { account: names.account(name), amount: readAmount(amount, names.currency(name)) };
}

function readAmount(text: string, currency: Currency): number {
  return fromDecimalString(text.replaceAll(',', '').replace('+', ''), currency).amount;
}

/** `2026-11-20 09:00 Africa/Lagos` */
export function readTime(text: string): Temporal.Instant {
  const [date = '', time = '', zone = ''] = text.split(' ');
  return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone).toInstant();
}
