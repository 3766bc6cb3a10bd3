import { isDeepStrictEqual } from 'node:util';
import { type AccountId, type AccountState } from '../account.ts';
import { type Command, type Leg, type Order, type PostingId } from '../command.ts';

/**
 * The ledger once more, as small and slow as can be: a list of facts, everything else a sum over it, in bigint. It shares no code with
 * the ledger, only the words for accounts and commands.
 */
export interface Model {
  apply(order: Order, at: Temporal.Instant): ModelOutcome;
  posted(account: AccountId): bigint;
  held(account: AccountId): bigint;
  spent(account: AccountId, day: string): bigint;
  remaining(hold: PostingId): bigint;
}

export type ModelOutcome =
  | { kind: 'accepted'; ids: PostingId[]; replayed: boolean }
  | { kind: 'refused'; command: number; code: string };

interface Change {
  account: AccountId;
  amount: bigint;
  held: bigint;
}

interface Fact {
  command: Command;
  at: Temporal.Instant;
  changes: Change[];
}

const largest = 2n ** 53n - 1n;

export function createModel(opening: readonly AccountState[]): Model {
  let facts: Fact[] = [];

  const accountOf = (id: AccountId) => opening.find((account) => account.id === id);
  const changesOn = (id: AccountId) => facts.flatMap(({ changes }) => changes.filter(({ account }) => account === id));
  const posted = (id: AccountId) => BigInt(accountOf(id)?.posted ?? 0) + sum(changesOn(id).map(({ amount }) => amount));
  const held = (id: AccountId) => sum(changesOn(id).map((change) => change.held));
  const factOf = (id: PostingId) => facts.find(({ command }) => command.id === id);
  const holdOf = (id: PostingId) => {
    const command = factOf(id)?.command;
    return command?.kind === 'hold' ? command : undefined;
  };

  function spent(id: AccountId, day: string): bigint {
    const zone = accountOf(id)?.zone ?? 'UTC';
    const today = facts.filter(({ at, command }) => command.kind !== 'reverse' && dateIn(zone, at) === day);
    return sum(
      today.flatMap(({ changes }) =>
        changes.filter((change) => change.account === id && change.amount < 0n).map(({ amount }) => -amount),
      ),
    );
  }

  function remaining(id: PostingId): bigint {
    const about = facts.filter(({ command }) => command.id === id || ('hold' in command && command.hold === id));
    return sum(about.flatMap(({ changes }) => changes.map((change) => change.held)));
  }

  /** Signed as a reversal's leg would be. */
  function leftToReverse(of: PostingId, id: AccountId): bigint {
    const about = facts.filter(({ command }) => command.id === of || (command.kind === 'reverse' && command.of === of));
    return -sum(about.flatMap(({ changes }) => changes.filter(({ account }) => account === id).map(({ amount }) => amount)));
  }

  function changesOf(command: Command): Change[] {
    switch (command.kind) {
      case 'post':
        return command.legs.map(({ account, amount }) => ({ account, amount: BigInt(amount), held: 0n }));
      case 'hold':
        return [{ account: command.account, amount: 0n, held: BigInt(command.amount) }];
      case 'capture':
        return command.legs.map(({ account, amount }) => {
          const ofHold = account === holdOf(command.hold)?.account;
          return {
            account,
            amount: BigInt(amount),
            held: ofHold ? (command.final === true ? -remaining(command.hold) : BigInt(amount)) : 0n,
          };
        });
      case 'release': {
        const account = holdOf(command.hold)?.account;
        const amount = command.amount === undefined ? remaining(command.hold) : BigInt(command.amount);
        return account === undefined ? [] : [{ account, amount: 0n, held: -amount }];
      }
      case 'reverse': {
        if (command.legs !== undefined)
          return command.legs.map(({ account, amount }) => ({ account, amount: BigInt(amount), held: 0n }));
        const original = factOf(command.of)?.changes ?? [];
        const rest = original.map(({ account }) => ({ account, amount: leftToReverse(command.of, account), held: 0n }));
        return rest.filter(({ amount }) => amount !== 0n);
      }
    }
  }

  function refusalOf(command: Command, at: Temporal.Instant): string | undefined {
    const changes = changesOf(command);
    const legs = 'legs' in command ? command.legs : undefined;
    const hold = 'hold' in command ? holdOf(command.hold) : undefined;
    const left = hold === undefined ? 0n : remaining(hold.id);
    const isOver = hold?.expires_at !== undefined && hold.expires_at.epochNanoseconds <= at.epochNanoseconds;
    const taken = legs?.find(({ account, amount }) => account === hold?.account && amount < 0)?.amount;
    const original = command.kind === 'reverse' ? factOf(command.of) : undefined;
    const named = legs?.map(({ account }) => account) ?? (command.kind === 'hold' ? [command.account] : []);
    const currencies = Object.groupBy(legs ?? [], ({ account }) => accountOf(account)?.currency ?? '?');
    const free = !('despite_freeze' in command && command.despite_freeze);
    const some = (rule: (account: AccountState, change: Change) => boolean) =>
      changes.some((change) => {
        const account = accountOf(change.account);
        return account !== undefined && rule(account, change);
      });
    const spending = ({ amount }: Change) => (amount < 0n && command.kind !== 'reverse' ? -amount : 0n);

    const rules: [string, () => boolean][] = [
      ['account_unknown', () => named.some((id) => accountOf(id) === undefined)],
      [
        'currency_mismatch',
        () => Object.values(currencies).some((group) => sum(group.map(({ amount }) => BigInt(amount))) !== 0n),
      ],
      ['hold_unknown', () => 'hold' in command && hold === undefined],
      ['hold_over', () => 'hold' in command && (left === 0n || (command.kind === 'capture' && isOver))],
      ['hold_not_expired', () => command.kind === 'release' && command.because === 'expired' && !isOver],
      ['hold_leg_missing', () => command.kind === 'capture' && taken === undefined],
      ['capture_too_large', () => command.kind === 'capture' && BigInt(-(taken ?? 0)) > left],
      ['release_too_large', () => command.kind === 'release' && BigInt(command.amount ?? 0) > left],
      ['posting_unknown', () => command.kind === 'reverse' && original === undefined],
      ['not_reversible', () => command.kind === 'reverse' && !['post', 'capture'].includes(original?.command.kind ?? '')],
      [
        'reversal_too_large',
        () =>
          command.kind === 'reverse' &&
          (changes.length === 0 ||
            changes.some(({ account, amount }) => {
              const most = leftToReverse(command.of, account);
              return amount > 0n ? amount > most : amount < most;
            })),
      ],
      [
        'account_frozen',
        () => free && some((account, change) => account.frozen_debits && (change.amount < 0n || change.held > 0n)),
      ],
      ['account_frozen', () => free && some((account, change) => account.frozen_credits && change.amount > 0n)],
      [
        'insufficient_funds',
        () =>
          some(({ id, floor }, { amount, held: change }) => {
            const after = posted(id) - held(id) + amount - change;
            return floor !== null && amount < change && after < BigInt(floor);
          }),
      ],
      [
        'ceiling_exceeded',
        () => some(({ id, ceiling }, { amount }) => ceiling !== null && amount > 0n && posted(id) + amount > BigInt(ceiling)),
      ],
      [
        'daily_cap_exceeded',
        () =>
          some(({ id, daily_debit_cap, zone }, change) => {
            const grows = spending(change) + change.held;
            return (
              daily_debit_cap !== null && grows > 0n && spent(id, dateIn(zone, at)) + held(id) + grows > BigInt(daily_debit_cap)
            );
          }),
      ],
      [
        'balance_out_of_range',
        () =>
          some(({ id, zone }, change) => {
            const after = [posted(id) + change.amount, held(id) + change.held];
            const all = [...after, (after[0] ?? 0n) - (after[1] ?? 0n), spent(id, dateIn(zone, at)) + spending(change)];
            return all.some((value) => value > largest || value < -largest);
          }),
      ],
    ];
    return rules.find(([, broken]) => broken())?.[0];
  }

  function apply(order: Order, at: Temporal.Instant): ModelOutcome {
    const shape = order.map(shapeOf);
    const malformed = shape.findIndex((code) => code !== undefined);
    if (order.length === 0) return { kind: 'refused', command: 0, code: 'empty' };
    if (malformed >= 0) return { kind: 'refused', command: malformed, code: shape[malformed] ?? '' };

    const before = facts;
    const ids: PostingId[] = [];
    let replays = 0;
    for (const [index, command] of order.entries()) {
      const refuse = (code: string): ModelOutcome => {
        facts = before;
        return { kind: 'refused', command: index, code };
      };
      const earlier = factOf(command.id) ?? facts.find((fact) => fact.command.reference === command.reference);
      if (earlier !== undefined && !isSame(earlier.command, command)) return refuse('posting_conflict');
      if (earlier !== undefined) replays++;
      if (replays !== 0 && replays !== index + 1) return refuse('posting_conflict');
      const code = earlier === undefined ? refusalOf(command, at) : undefined;
      if (code !== undefined) return refuse(code);
      if (earlier === undefined) facts = [...facts, { command, at, changes: changesOf(command) }];
      ids.push(earlier?.command.id ?? command.id);
    }
    return { kind: 'accepted', ids, replayed: replays > 0 };
  }

  return { apply, posted, held, spent, remaining };
}

function shapeOf(command: Command): string | undefined {
  const isAmount = (amount: number) => Number.isInteger(amount) && Math.abs(amount) <= Number(largest);
  if ('amount' in command && command.amount !== undefined && !(isAmount(command.amount) && command.amount >= 1))
    return 'amount_out_of_range';
  const legs: readonly Leg[] | undefined = 'legs' in command ? command.legs : undefined;
  if (legs === undefined) return undefined;
  if (legs.length === 0) return 'empty';
  if (!legs.every(({ amount }) => isAmount(amount))) return 'amount_out_of_range';
  const amounts = legs.map(({ amount }) => BigInt(amount));
  const oneWay = [amounts.filter((amount) => amount > 0n), amounts.filter((amount) => amount < 0n)].map(sum);
  if (oneWay.some((total) => total > largest || total < -largest)) return 'amount_out_of_range';
  if (amounts.includes(0n)) return 'zero_leg';
  if (new Set(legs.map(({ account }) => account)).size < legs.length) return 'account_twice';
  return sum(amounts) === 0n ? undefined : 'unbalanced';
}

function isSame(left: Command, right: Command): boolean {
  const plain = (command: Command) => ({
    despite_freeze: false,
    final: false,
    metadata: {},
    ...command,
    id: '',
    legs: 'legs' in command ? command.legs?.map(({ account, amount }) => `${account} ${String(amount)}`).toSorted() : undefined,
    effective_at: command.effective_at?.toString(),
    expires_at: 'expires_at' in command ? command.expires_at?.toString() : undefined,
  });
  return isDeepStrictEqual(plain(left), plain(right));
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function dateIn(zone: string, at: Temporal.Instant): string {
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  clocks.set(zone, clock);
  return clock.format(at.epochMilliseconds);
}
