import { type Command, type Leg, type Order } from './command.ts';
import { type Refusal, type Refused } from './outcome.ts';

/** Enough for the largest bulk; more would keep everybody else's locks waiting. */
export const mostCommands = 1_000;
export const mostLegs = 1_000;

/** What can be said about an order without knowing a single account. */
export function checkOrder(order: Order): Refused | undefined {
  if (order.length === 0) return { kind: 'refused', command: 0, refusal: { code: 'empty' } };
  if (order.length > mostCommands) {
    return { kind: 'refused', command: mostCommands, refusal: { code: 'too_many', limit: mostCommands } };
  }
  for (const [index, command] of order.entries()) {
    const refusal = checkCommand(command);
    if (refusal !== undefined) return { kind: 'refused', command: index, refusal };
  }
  return undefined;
}

function checkCommand(command: Command): Refusal | undefined {
  switch (command.kind) {
    case 'post':
    case 'capture':
      return checkLegs(command.legs);
    case 'reverse':
      return command.legs === undefined ? undefined : checkLegs(command.legs);
    case 'hold':
      return checkSize(command.amount);
    case 'release':
      return command.amount === undefined ? undefined : checkSize(command.amount);
  }
}

function checkSize(amount: number): Refusal | undefined {
  return Number.isSafeInteger(amount) && amount > 0 ? undefined : { code: 'amount_out_of_range', amount };
}

function checkLegs(legs: readonly Leg[]): Refusal | undefined {
  if (legs.length === 0) return { code: 'empty' };
  if (legs.length > mostLegs) return { code: 'too_many', limit: mostLegs };

  // Debits and credits are summed apart: each sum only grows, so whether it stays exact does not depend on the order of the legs.
  let debits = 0;
  let credits = 0;
  for (const { amount } of legs) {
    if (!Number.isSafeInteger(amount)) return { code: 'amount_out_of_range', amount };
    if (amount < 0) debits -= amount;
    else credits += amount;
  }
  const turnover = Math.max(debits, credits);
  if (!Number.isSafeInteger(turnover)) return { code: 'amount_out_of_range', amount: turnover };

  for (const { account, amount } of legs) if (amount === 0) return { code: 'zero_leg', account };
  const seen = new Set<string>();
  for (const { account } of legs) {
    if (seen.has(account)) return { code: 'account_twice', account };
    seen.add(account);
  }
  // Across currencies too: when each sums to zero, so does the whole. `rules/legs.ts` looks at each.
  return debits === credits ? undefined : { code: 'unbalanced', debits, credits };
}
