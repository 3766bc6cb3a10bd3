import { hasPin, pinRequired, type Principal, spendPinTokens } from '#identity';
import { clock } from '#platform/clock';
import { type Database, type Tx } from '#platform/db';
import { newId } from '#platform/id';
import { enqueue } from '#platform/jobs';
import { Problem } from '#platform/problem';
import { walletNotFound } from '../problems.ts';
import { findWallet, type WalletWithBalance } from '../queries.ts';
import { type SystemAccounts } from '../system-accounts.ts';
import { type Tariff } from '../tariff.ts';
import { presentTransaction, type TransactionId } from '../transaction.ts';
import { bulkIntent, type BulkLine, type BulkRequest } from './bulk-request.ts';
import {
  type BulkOutcome,
  type BulkTransfer,
  type BulkTransferId,
  type BulkTransferWithOutcomes,
  mostAtOnce,
} from './bulk-transfer.ts';
import { carryOutBulk, type LineOutcome } from './carry-out-bulk.ts';
import { failureOf } from './failure-of.ts';
import { carryOutBulkJob } from './jobs.ts';
import { type EndOverrides, findAllSides, planLine } from './plan-lines.ts';
import { type NewBulkLine, storeBulk, type StoredBulk } from './store-bulk.ts';

export interface BulkParts {
  readonly database: Pick<Database, 'db' | 'transact'>;
  readonly tariff: () => Promise<Tariff>;
  readonly systemAccounts: SystemAccounts;
  readonly endOverrides: EndOverrides;
}

export interface BulkAsked {
  readonly principal: Principal;
  readonly request: BulkRequest;
  readonly requestId: string;
  readonly pinToken: string | undefined;
}

interface Prepared extends BulkAsked {
  readonly id: BulkTransferId;
  readonly wallet: WalletWithBalance;
}

/** What is left to do in the transaction in which the answer is kept. */
export type BulkWork = (tx: Tx) => Promise<BulkTransfer | BulkTransferWithOutcomes>;

/** Looks everything up that the transfers need, before anything is locked; or only what it takes to write down what has to be done. */
export async function prepareBulk(parts: BulkParts, asked: BulkAsked): Promise<BulkWork> {
  const { principal, request } = asked;
  const wallet = await findWallet(parts.database.db, principal.personId, request.currency);
  if (wallet === undefined) throw walletNotFound();
  const prepared = { ...asked, id: newId<'bulk_transfers'>(), wallet };
  return request.lines.length > mostAtOnce ? (tx) => writeDown(tx, prepared) : carryingOut(parts, prepared);
}

async function writeDown(tx: Tx, prepared: Prepared): Promise<BulkTransfer> {
  await spendPin(tx, prepared);
  const lines = prepared.request.lines.map(({ to, amount, transfer }): NewBulkLine => {
    const transaction_id: TransactionId = newId();
    if (!(transfer instanceof Problem)) return { request: transfer, transaction_id, status: 'pending', failure: null };
    return { request: { to, amount }, transaction_id, status: 'failed', failure: failureOf(transfer) };
  });
  const stored = await storeBulk(tx, rowOf(prepared), lines);
  await enqueue(tx, carryOutBulkJob, { bulk_id: prepared.id });
  return progressOf(stored, prepared);
}

async function carryingOut({ database, tariff, systemAccounts, endOverrides }: BulkParts, prepared: Prepared): Promise<BulkWork> {
  const { principal, request, requestId, wallet, id } = prepared;
  const terms = { tariff: await tariff(), at: clock.now() };
  const payment = { payer: principal.personId, currency: wallet.currency, bulkId: id, terms };
  const understood = request.lines.flatMap(({ transfer }) => (transfer instanceof Problem ? [] : [transfer]));
  const sides = (await findAllSides(database.db, payment, understood, endOverrides)).values();
  const lines = request.lines.map(({ transfer }) =>
    transfer instanceof Problem ? transfer : planLine(payment, transfer, nextOf(sides)),
  );
  const accounts = await systemAccounts(wallet.currency);
  return async (tx) => {
    await spendPin(tx, prepared);
    const outcomes = await carryOutBulk(tx, { lines, isAtomic: request.isAtomic, accounts, terms, requestId });
    const stored = await storeBulk(
      tx,
      rowOf(prepared),
      request.lines.map(({ to, amount, transfer }, index) => {
        const asWritten = transfer instanceof Problem ? { to, amount } : transfer;
        return { request: asWritten, ...settledBy(outcomes[index]) };
      }),
    );
    return {
      ...progressOf(stored, prepared),
      data: request.lines.map((line, index) => presentOutcome(line, index, outcomes[index])),
    };
  };
}

/** Whoever has set a PIN confirms the whole; a token that does not fit leaves nothing behind, not even the key. */
async function spendPin(tx: Tx, { principal, request, pinToken, wallet }: Prepared): Promise<void> {
  if (principal.kind === 'key' || !(await hasPin(tx, wallet.person_id))) return;
  if (pinToken === undefined) throw pinRequired();
  await spendPinTokens(tx, [{ token: pinToken, principal, intent: bulkIntent(request, wallet.currency) }]);
}

function rowOf({ id, principal, request, wallet }: Prepared) {
  return { id, person_id: principal.personId, wallet_id: wallet.id, is_atomic: request.isAtomic };
}

function progressOf(stored: StoredBulk, { id, request, wallet }: Prepared): BulkTransfer {
  return { id, atomic: request.isAtomic, currency: wallet.currency, ...stored };
}

function settledBy(outcome: LineOutcome | undefined): Omit<NewBulkLine, 'request'> {
  if (outcome === undefined) throw new Error('a line has no outcome');
  return outcome instanceof Problem
    ? { status: 'failed', failure: failureOf(outcome), transaction_id: newId() }
    : { status: 'success', failure: null, transaction_id: outcome.id };
}

function presentOutcome({ to, amount }: BulkLine, index: number, outcome: LineOutcome | undefined): BulkOutcome {
  if (outcome === undefined) throw new Error('a line has no outcome');
  const line = { line: index + 1, to, amount };
  return outcome instanceof Problem
    ? { ...line, status: 'failed', transaction: null, failure: failureOf(outcome) }
    : { ...line, status: 'success', transaction: presentTransaction(outcome, 'sender'), failure: null };
}

function nextOf<Value>(values: Iterator<Value>): Value {
  const result = values.next();
  if (result.done === true) throw new Error('a line has no sides');
  return result.value;
}
