import { type AccountState } from './account.ts';
import { type Refusal } from './outcome.ts';
import { type HoldRow, type RecordedPosting } from './posting.ts';

/** What a command wants to do to one account. */
export interface Move {
  readonly account: AccountState;
  readonly amount: number;
  readonly held: number;
}

/** What a command wants; it happens if no account objects. */
export interface Plan {
  readonly moves: readonly Move[];
  /** The hold as the command leaves it. */
  readonly hold?: HoldRow;
  /** The reversed posting as the command leaves it. */
  readonly original?: RecordedPosting;
}

export function isRefusal(value: object): value is Refusal {
  return 'code' in value;
}
