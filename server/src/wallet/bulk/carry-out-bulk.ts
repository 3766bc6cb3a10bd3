import { along, apply, type Outcome, type Request } from '#ledger';
import { type Tx } from '#platform/db';
import { Problem } from '#platform/problem';
import { recordTransfers, rowsOf } from '../record-transfers.ts';
import { type Terms, type TransferDraft } from '../plan-transfer.ts';
import { bulkTransferRefused } from '../problems.ts';
import { refuseOverdue } from '../overrides/heed-expiry.ts';
import { type OurAccounts } from '../system-accounts.ts';
import { type TransactionRow } from '../transaction.ts';
import { commandOf, hasNoRoom, refusalOf } from '../transfer-command.ts';
import { type PlannedLine, parkWithoutRoom } from './plan-lines.ts';

export interface CarryingOutBulk {
  readonly lines: readonly PlannedLine[];
  readonly isAtomic: boolean;
  readonly accounts: OurAccounts;
  readonly terms: Terms;
  readonly requestId: string;
}

/** What became of a line: the transfer that was made, or why none was. */
export type LineOutcome = TransactionRow | Problem;

/** Many transfers in the caller's transaction: each by itself, or all as one order of the ledger. */
export async function carryOutBulk(tx: Tx, bulk: CarryingOutBulk): Promise<readonly LineOutcome[]> {
  const { lines, isAtomic, terms } = bulk;
  if (isAtomic) refuseIfAny(lines);
  const drafts = await parkWithoutRoom(
    tx,
    lines.flatMap((line) => (line instanceof Problem ? [] : [line])),
  );
  const groups = isAtomic ? [drafts] : drafts.map((draft) => [draft]);
  const outcomes = await apply(
    tx,
    groups.map((group) => orderOf(group, bulk)),
  );
  const made = groups.flatMap((group, index) => outcomesOf(group, outcomes[index], terms)).values();
  const all = lines.map((line) => (line instanceof Problem ? line : next(made)));
  if (isAtomic) refuseIfAny(all);
  return all;
}

function orderOf(drafts: readonly TransferDraft[], { accounts, requestId }: CarryingOutBulk): Request {
  return {
    order: drafts.map((draft) => commandOf(draft, accounts)),
    along: [along(recordTransfers, { drafts, requestId }), along(refuseOverdue, undefined)],
  };
}

function outcomesOf(drafts: readonly TransferDraft[], outcome: Outcome | undefined, terms: Terms): readonly LineOutcome[] {
  if (outcome === undefined) throw new Error('a line of a bulk transfer was not decided');
  if (outcome.kind === 'accepted') return rowsOf({ drafts }, outcome.postings);
  const draft = drafts[outcome.command];
  if (draft === undefined) throw new Error('the ledger refused a line that it was not given');
  if (hasNoRoom(draft, outcome)) throw lostRace();
  const refusal = refusalOf(draft, terms, outcome);
  return drafts.map((one) => (one === draft ? refusal : bulkTransferRefused()));
}

/** Somebody filled a wallet after we had looked. `transact` begins again, and then sees what he left. */
function lostRace(): Error {
  return Object.assign(new Error('a wallet was filled meanwhile'), { code: '40001' });
}

const mostErrors = 20;

/** The first refusal speaks for all of them; where each of them is, is said beside it. */
function refuseIfAny(lines: readonly (TransferDraft | TransactionRow | Problem)[]): void {
  const refused = lines.flatMap((line, index) =>
    line instanceof Problem && !bulkTransferRefused.is(line) ? [refusedAt(index, line)] : [],
  );
  const [first] = refused;
  if (first === undefined) return;
  const { code, title, details } = first.refusal;
  throw bulkTransferRefused({
    members: { line: first.index + 1, refusal: { ...details.members, code, title } },
    errors: refused
      .slice(0, mostErrors)
      .map(({ index, refusal }) => ({ path: `/body/transfers/${index}`, message: refusal.message })),
  });
}

function refusedAt(index: number, refusal: Problem) {
  return { index, refusal };
}

function next<Value>(values: Iterator<Value>): Value {
  const result = values.next();
  if (result.done === true) throw new Error('fewer outcomes than lines');
  return result.value;
}
