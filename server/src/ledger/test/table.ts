import { type Currency, formatMoney } from '@akawo/money';
import { type AccountId } from '../account.ts';
import { changesOf } from '../changes.ts';
import { type Command, type PostingId } from '../command.ts';
import { decide } from '../decide.ts';
import { type Outcome, type Refusal } from '../outcome.ts';
import { type EntryRow } from '../posting.ts';
import { idOf } from './samples.ts';
import { createStore } from './store.ts';
import { type Names, readAccounts, readCommand, readFreeze, readTime } from './table-lines.ts';

/**
 * Plays a table of postings and gives its text back with the outcomes that the ledger decided: a table is right when nothing has changed.
 * `tables/README.md` says how one is written.
 */
export function play(text: string): string {
  const lines = text.trimEnd().split('\n');
  const opening = readAccounts(lines);
  const accountIds = new Map([...opening.keys()].map((name, n) => [name, idOf<'accounts'>(1, n)]));
  const postingIds = new Map<string, PostingId>();
  const names: Names = {
    // An account that the table does not open is one that does not exist; the ledger has to say so.
    account: (name) => accountIds.get(name) ?? idOf(9, 0),
    posting(name) {
      const id = postingIds.get(name) ?? idOf<'postings'>(2, postingIds.size);
      postingIds.set(name, id);
      return id;
    },
    currency: (name) => opening.get(name)?.currency ?? 'NGN',
  };
  const store = createStore([...opening].map(([name, terms]) => ({ ...terms, id: names.account(name) })));

  let at: Temporal.Instant | undefined;
  let order: Command[] = [];
  const answer: string[] = [];

  for (const [index, line] of lines.entries()) {
    if (isOutcome(line)) continue;
    try {
      answer.push(line);
      readLine(line);
      const joined =
        lines
          .slice(index + 1)
          .find((next) => !isOutcome(next))
          ?.startsWith('and ') === true;
      if (order.length > 0 && !joined) answer.push(`  ${tell(decideNow(), order)}`);
      if (!joined) order = [];
    } catch (thrown) {
      throw new Error(`line ${String(index + 1)} cannot be played: ${line}`, { cause: thrown });
    }
  }
  return `${answer.join('\n')}\n`;

  function readLine(line: string): void {
    if (line === '' || line === 'accounts' || line.startsWith('#') || line.startsWith('  ')) return;
    if (line.startsWith('at ')) at = readTime(line.slice('at '.length));
    else if (/^(?:un)?freeze /.test(line)) freeze(line);
    else order.push(readCommand(line.replace(/^and /, ''), names));
  }

  function freeze(line: string): void {
    const { name, flags } = readFreeze(line);
    const account = store.accounts.get(names.account(name));
    if (account === undefined) throw new Error(`there is no account ${name}`);
    store.accounts.set(account.id, { ...account, ...flags });
  }

  function decideNow(): Outcome {
    if (at === undefined) throw new Error('say when, for example: at 2026-11-20 09:00 Africa/Lagos');
    const book = store.loadBook();
    const outcome = decide(book, order, at);
    store.write(changesOf(book));
    return outcome;
  }

  function tell(outcome: Outcome, { length }: readonly Command[]): string {
    if (outcome.kind === 'accepted') {
      const latest = new Map(outcome.postings.flatMap(({ entries }) => entries.map((entry) => [entry.account_id, entry])));
      return `${outcome.replayed ? 'replayed' : 'accepted'}: ${[...latest.values()].map(tellBalance).join(', ')}`;
    }
    const { command, refusal } = outcome;
    const place = length > 1 ? ` at ${String(command + 1)}` : '';
    return `refused${place}: ${[refusal.code, ...tellNumbers(refusal, order[command])].join(', ')}`;
  }

  function tellBalance({ account_id, posted_after, held_after }: EntryRow): string {
    const currency = currencyOf(account_id);
    const held = held_after === 0 ? '' : ` (held ${written(held_after, currency)})`;
    return `${nameOf(accountIds, account_id)} ${written(posted_after, currency)}${held}`;
  }

  function tellNumbers(refusal: Refusal, command: Command | undefined): string[] {
    const firstLeg = command !== undefined && 'legs' in command ? command.legs?.[0]?.account : undefined;
    const holder = 'hold' in refusal ? store.holds.get(refusal.hold)?.account_id : undefined;
    const ofAccount = currencyOf('account' in refusal ? refusal.account : (holder ?? firstLeg));
    const currency = 'currency' in refusal ? refusal.currency : ofAccount;
    return Object.entries(refusal).flatMap(([key, value]: [string, string | number | null]) => {
      if (key === 'code' || value === null) return [];
      if (key === 'account') return [`account ${nameOf(accountIds, value)}`];
      if (key === 'hold' || key === 'posting') return [`${key} ${nameOf(postingIds, value)}`];
      if (key === 'expires_at') return [`expires ${writtenTime(String(value))}`];
      return [`${key} ${typeof value === 'number' ? written(value, currency) : value}`];
    });
  }

  function currencyOf(id: AccountId | undefined): Currency {
    return (id === undefined ? undefined : store.accounts.get(id)?.currency) ?? 'NGN';
  }
}

function isOutcome(line: string): boolean {
  return /^ {2}(?:accepted|replayed|refused)\b/.test(line);
}

function written(amount: number, currency: Currency): string {
  return formatMoney({ amount, currency }, { symbol: 'none' });
}

function writtenTime(stamp: string): string {
  const local = Temporal.Instant.from(stamp).toZonedDateTimeISO('Africa/Lagos').toPlainDateTime();
  return `${local.toString({ smallestUnit: 'minute' }).replace('T', ' ')} Africa/Lagos`;
}

function nameOf(ids: ReadonlyMap<string, string>, id: string | number): string {
  return [...ids].find(([, known]) => known === id)?.[0] ?? 'nobody';
}
