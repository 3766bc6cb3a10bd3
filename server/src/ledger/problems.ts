import { defineProblem, type Problem, type ProblemFactory } from '#platform/problem';
import { type RefusalCode, type Refused } from './outcome.ts';

export const ledgerBusy = defineProblem(
  'ledger_busy',
  'unavailable',
  'More payments are waiting than we can take on. Nothing was done; try again shortly.',
);

export const insufficientFunds = defineProblem(
  'insufficient_funds',
  'unprocessable',
  'There is not enough money in this account.',
);

export const currencyMismatch = defineProblem('currency_mismatch', 'unprocessable', 'Money stays in its currency.');

export const accountFrozen = defineProblem('account_frozen', 'locked', 'This account is frozen.');

export const postingRefused = defineProblem(
  'posting_refused',
  'unprocessable',
  'The ledger does not allow this. Nothing was done.',
);

/** What only a bug of ours can ask for, whatever a person types. */
const bugs = new Set<RefusalCode>([
  'empty',
  'too_many',
  'amount_out_of_range',
  'zero_leg',
  'account_twice',
  'unbalanced',
  'hold_leg_missing',
]);

const own = new Map<RefusalCode, ProblemFactory>([
  ['insufficient_funds', insufficientFunds],
  ['currency_mismatch', currencyMismatch],
  ['account_frozen', accountFrozen],
]);

/** The refusal for those who may see it, with its rule and numbers; a module that has a better sentence makes its own. */
export function problemOf({ refusal, command }: Refused): Problem {
  const { code, ...numbers } = refusal;
  if (bugs.has(code)) throw new Error(`command ${command} is malformed: ${JSON.stringify(refusal)}`);
  return (own.get(code) ?? postingRefused)({ members: { rule: code, ...numbers } });
}
