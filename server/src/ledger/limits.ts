import { type AccountState, availableOf, type Standing } from './account.ts';
import { type Draft } from './book.ts';
import { type Command } from './command.ts';
import { type Refusal } from './outcome.ts';
import { type Move } from './plan.ts';

/** A move, and where it would leave the account. */
export interface Step extends Move {
  readonly after: Standing;
  /** The account's day. */
  readonly day: string;
}

type Limit = (step: Step, command: Command) => Refusal | undefined;

/** In the order of `refusalOrder`. Each is asked about every account before the next one is asked about any. */
const limits: readonly Limit[] = [whenFrozen, belowFloor, aboveCeiling, aboveDailyCap, outOfRange];

export function objectionTo(steps: readonly Step[], command: Command): Refusal | undefined {
  for (const limit of limits) {
    for (const step of steps) {
      const refusal = limit(step, command);
      if (refusal !== undefined) return refusal;
    }
  }
  return undefined;
}

export function stepOf(draft: Draft, command: Command, move: Move): Step {
  const { account, amount, held } = move;
  const spent = spentBy(command, move);
  const day = dayOf(draft, account);
  return {
    account,
    amount,
    held,
    day,
    after: {
      posted: account.posted + amount,
      held: account.held + held,
      sequence: account.sequence + 1,
      debited: spent === 0 ? account.debited : debitedOn(account, day) + spent,
      debited_on: spent === 0 ? account.debited_on : day,
    },
  };
}

/** A day that has begun for the account does not end because a clock was set back or its zone was changed. */
function dayOf({ book, at }: Draft, { zone, debited_on }: AccountState): string {
  const day = book.calendar.dayOf(zone, at);
  return debited_on !== null && debited_on > day ? debited_on : day;
}

/** With the first debit of a day the count begins again from zero. */
function debitedOn({ debited, debited_on }: Standing, day: string): number {
  return debited_on === day ? debited : 0;
}

/** Taking back what came in by mistake is not spending, so a reversal neither counts towards the daily cap nor stops at it. */
function spentBy({ kind }: Command, { amount }: Move): number {
  return amount < 0 && kind !== 'reverse' ? -amount : 0;
}

/** Releases pass: they have no amount and only give back. Captures do not, because a freeze is there to keep the money in. */
function whenFrozen({ account, amount, held }: Step, command: Command): Refusal | undefined {
  if ('despite_freeze' in command && command.despite_freeze) return undefined;
  if (account.frozen_debits && (amount < 0 || held > 0)) {
    return { code: 'account_frozen', account: account.id, direction: 'debits' };
  }
  if (account.frozen_credits && amount > 0) return { code: 'account_frozen', account: account.id, direction: 'credits' };
  return undefined;
}

/** Whoever is below a floor that was raised may still receive. */
function belowFloor({ account, amount, held, after }: Step): Refusal | undefined {
  const { id, floor } = account;
  const needed = held - amount;
  if (floor === null || needed <= 0 || availableOf(after) >= floor) return undefined;
  return { code: 'insufficient_funds', account: id, available: availableOf(account), floor, needed };
}

/** Whoever is above a ceiling that was lowered may still pay. */
function aboveCeiling({ account, amount, after }: Step): Refusal | undefined {
  const { id, ceiling: limit, posted } = account;
  if (limit === null || amount <= 0 || after.posted <= limit) return undefined;
  return { code: 'ceiling_exceeded', account: id, limit, left: Math.max(0, limit - posted), needed: amount };
}

/**
 * What is held counts as leaving today: the refusal then comes when the hold is asked for, and no capture, which follows a payment that has
 * already been made, is ever stopped by the cap.
 */
function aboveDailyCap(step: Step, command: Command): Refusal | undefined {
  const { account, held, day } = step;
  const { id, daily_debit_cap: limit } = account;
  const needed = spentBy(command, step) + held;
  if (limit === null || needed <= 0) return undefined;
  const claimed = debitedOn(account, day) + account.held;
  if (claimed + needed <= limit) return undefined;
  return { code: 'daily_cap_exceeded', account: id, limit, left: Math.max(0, limit - claimed), needed, day };
}

/** A sum beyond ±(2^53−1) would lose a kobo. */
function outOfRange({ account, after }: Step): Refusal | undefined {
  const exact = [after.posted, after.held, availableOf(after), after.debited].every(Number.isSafeInteger);
  return exact ? undefined : { code: 'balance_out_of_range', account: account.id };
}
