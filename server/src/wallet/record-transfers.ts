import { sql } from 'kysely';
import { type PinSpending, spendPinTokens } from '#identity';
import { type Companion, type EntryRow, type Posting } from '#ledger';
import { bigintArray, integerArray, send, textArray, type Tx, uuidArray } from '#platform/db';
import { recordAll } from '#platform/events';
import { type Answer, type IdempotencyKey, keepAnswers } from '#platform/once';
import { inflowParked, transactionUpdated } from './events.ts';
import { type TransferDraft } from './plan-transfer.ts';
import { refuseOutdated } from './remembered-sides.ts';
import { postingOf, type TransactionRow } from './transaction.ts';

/** What goes along with an order of transfers, one draft for each of its commands. */
export interface CarriedTransfers {
  readonly drafts: readonly TransferDraft[];
  /** By sides that are remembered, so the transaction makes sure of them. */
  readonly fromMemory?: boolean;
  readonly requestId: string;
  readonly pin?: PinSpending | undefined;
  /** The idempotency key, and the answer that the rows make; kept for the caller, who gives it when the commit is there. */
  readonly kept?: { readonly identity: IdempotencyKey; answerWith(rows: readonly TransactionRow[]): Answer } | undefined;
}

/** Writes everything that must be there if the money has moved, for all transfers of a batch at once. */
export const recordTransfers: Companion<CarriedTransfers> = async (tx, accepted) => {
  const carried = accepted.map(({ item, outcome }) => ({ item, rows: rowsOf(item, outcome.postings) }));
  await insertTransactions(
    tx,
    carried.flatMap(({ rows }) => rows),
  );
  await parkInflows(
    tx,
    carried.flatMap(({ rows }) => rows.filter(({ parked_at }) => parked_at !== null)),
  );
  await recordAll(tx, transactionUpdated, carried.flatMap(factsOf));
  await recordAll(
    tx,
    inflowParked,
    carried.flatMap(({ item }) => parkingFactsOf(item)),
  );
  // Before the PIN tokens: a copy of a payment that was faster should hear its answer, not that its token is spent.
  await keepAnswers(
    tx,
    carried.flatMap(({ item: { kept }, rows }) => (kept ? [{ identity: kept.identity, answer: kept.answerWith(rows) }] : [])),
  );
  await spendPinTokens(
    tx,
    accepted.flatMap(({ item }) => item.pin ?? []),
  );
  // Last of all, so that whatever was committed until now is heeded, also while one of these had to wait.
  await refuseOutdated(
    tx,
    accepted.flatMap(({ item: { fromMemory, drafts } }) =>
      fromMemory === true ? drafts.flatMap(({ payer, receiver }) => [payer, receiver]) : [],
    ),
  );
};

/** The rows of an order that was accepted: what was planned, with the balances and the time that the ledger gave it. */
export function rowsOf({ drafts }: Pick<CarriedTransfers, 'drafts'>, postings: readonly Posting[]): readonly TransactionRow[] {
  return drafts.map((draft, index) => {
    const posting = postings[index];
    if (posting === undefined || posting.id !== postingOf(draft.id)) throw new Error('a transfer has no posting of its own');
    return rowOf(draft, posting);
  });
}

function rowOf(draft: TransferDraft, { entries, recorded_at }: Posting): TransactionRow {
  const { payer, receiver, quote, is_parked } = draft;
  return {
    id: draft.id,
    reference: draft.reference,
    type: 'transfer',
    status: 'success',
    currency: payer.currency,
    amount: draft.amount,
    fee: quote.total,
    charges: { fee: quote.fee, vat: quote.vat, stamp_duty: quote.stamp_duty },
    fee_schedule_id: quote.schedule_id,
    sender_wallet_id: payer.wallet_id,
    receiver_wallet_id: receiver.wallet_id,
    sender_name: payer.name,
    receiver_name: receiver.name,
    sender_balance_after: balanceAfter(entries, payer.account_id),
    receiver_balance_after: is_parked ? null : balanceAfter(entries, receiver.account_id),
    narration: draft.narration,
    provider: null,
    provider_reference: null,
    failure: null,
    metadata: draft.metadata,
    bulk_id: draft.bulk_id,
    parked_at: is_parked ? recorded_at : null,
    created_at: recorded_at,
    updated_at: recorded_at,
    completed_at: recorded_at,
  };
}

function balanceAfter(entries: readonly EntryRow[], account: string): number {
  const entry = entries.find(({ account_id }) => account_id === account);
  if (entry === undefined) throw new Error(`the posting does not touch account ${account}`);
  return entry.posted_after;
}

/** Nobody waits for it: what goes wrong with it is told to the next statement. */
async function insertTransactions(tx: Tx, rows: readonly TransactionRow[]): Promise<void> {
  const statement = sql`
    insert into wallet.transactions (
      id, reference, type, status, currency, amount, fee, charges, fee_schedule_id, sender_wallet_id, receiver_wallet_id, sender_name,
      receiver_name, sender_balance_after, receiver_balance_after, narration, metadata, bulk_id, parked_at, created_at, updated_at,
      completed_at
    )
    select
      t.id, t.reference, 'transfer', 'success', t.currency, t.amount, t.fee, t.charges::jsonb, t.fee_schedule_id, t.sender_wallet_id,
      t.receiver_wallet_id, t.sender_name, t.receiver_name, t.sender_balance_after, t.receiver_balance_after, t.narration,
      coalesce(t.metadata, '{}')::jsonb, t.bulk_id, t.parked_at::timestamptz, batch.at, batch.at, batch.at
    from unnest(
      ${uuidArray(rows.map(({ id }) => id))}::uuid[],
      ${textArray(rows.map(({ reference }) => reference))}::text[],
      ${textArray(rows.map(({ currency }) => currency))}::text[],
      ${bigintArray(rows.map(({ amount }) => amount))}::bigint[],
      ${bigintArray(rows.map(({ fee }) => fee))}::bigint[],
      ${textArray(rows.map(({ charges }) => JSON.stringify(charges)))}::text[],
      ${integerArray(rows.map(({ fee_schedule_id }) => fee_schedule_id))}::int[],
      ${uuidArray(rows.map(({ sender_wallet_id }) => sender_wallet_id))}::uuid[],
      ${uuidArray(rows.map(({ receiver_wallet_id }) => receiver_wallet_id))}::uuid[],
      ${textArray(rows.map(({ sender_name }) => sender_name))}::text[],
      ${textArray(rows.map(({ receiver_name }) => receiver_name))}::text[],
      ${bigintArray(rows.map(({ sender_balance_after }) => sender_balance_after))}::bigint[],
      ${bigintArray(rows.map(({ receiver_balance_after }) => receiver_balance_after))}::bigint[],
      ${textArray(rows.map(({ narration }) => narration))}::text[],
      ${textArray(rows.map(({ metadata }) => (Object.keys(metadata).length === 0 ? null : JSON.stringify(metadata))))}::text[],
      ${uuidArray(rows.map(({ bulk_id }) => bulk_id))}::uuid[],
      ${textArray(rows.map(({ parked_at }) => parked_at))}::text[]
    ) as t (
      id, reference, currency, amount, fee, charges, fee_schedule_id, sender_wallet_id, receiver_wallet_id, sender_name, receiver_name,
      sender_balance_after, receiver_balance_after, narration, metadata, bulk_id, parked_at
    )
    cross join (select ${momentOf(rows)}::timestamptz as at) batch
  `;
  await send(tx, statement);
}

/** All orders of a batch are recorded at one time. */
function momentOf(rows: readonly TransactionRow[]): string {
  const [first] = rows;
  if (first === undefined || rows.some(({ created_at }) => created_at !== first.created_at))
    throw new Error('the transfers of a batch are not of one moment');
  return first.created_at;
}

async function parkInflows(tx: Tx, rows: readonly TransactionRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into wallet.parked_inflows (transaction_id, wallet_id, currency, amount, parked_at)
    select *
    from unnest(
      ${rows.map(({ id }) => id)}::uuid[],
      ${rows.map(({ receiver_wallet_id }) => receiver_wallet_id)}::uuid[],
      ${rows.map(({ currency }) => currency)}::text[],
      ${rows.map(({ amount }) => amount)}::bigint[],
      ${rows.map(({ parked_at }) => parked_at)}::timestamptz[]
    )
  `.execute(tx);
}

function factsOf({ item, rows }: { readonly item: CarriedTransfers; readonly rows: readonly TransactionRow[] }) {
  return rows.map(({ id, reference, type, status, amount, currency }, index) => {
    const draft = item.drafts[index];
    const people = draft === undefined ? [] : [draft.payer.person_id, draft.receiver.person_id];
    return { subject: id, data: { reference, type, status, amount, currency, people }, correlationId: item.requestId };
  });
}

function parkingFactsOf({ drafts, requestId }: CarriedTransfers) {
  const parked = drafts.filter(({ is_parked }) => is_parked);
  return parked.map(({ id, receiver, amount }) => ({
    subject: id,
    owner: receiver.person_id,
    data: { wallet_id: receiver.wallet_id, amount, currency: receiver.currency },
    correlationId: requestId,
  }));
}
