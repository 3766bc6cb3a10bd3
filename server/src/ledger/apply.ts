import { sendAtOnce, sqlState, type Tx } from '#platform/db';
import { type Request, writeAlong } from './along.ts';
import { type Book, createBook } from './book.ts';
import { recordsOf } from './changes.ts';
import { checkOrder } from './check.ts';
import { decide } from './decide.ts';
import { type LoadedAt, loadLocked } from './load.ts';
import { type Remembered } from './memory.ts';
import { assertIds, namesIn } from './names.ts';
import { type Outcome, type Refused } from './outcome.ts';
import { findRecordedOf } from './recorded.ts';
import { composeWrite } from './write.ts';

/** How the batch finds out that an order was recorded before. */
export type Duplicates =
  /** By looking before it decides. */
  | 'looked_up'
  /** By failing with `isDuplicate`, perhaps as late as at the COMMIT. Most orders are new, and to look for them would be in vain. */
  | 'left_to_fail';

/**
 * Carries out the orders inside the caller's transaction, one after the other, each as a whole or not at all; the others are decided on
 * what the accepted ones have left. Their accounts stay locked until the transaction ends, so it should end soon.
 */
export async function apply(tx: Tx, requests: readonly Request[]): Promise<readonly Outcome[]> {
  for (const { order } of requests) assertIds(order);
  const malformed = requests.map(({ order }) => checkOrder(order));
  try {
    const wellFormed = requests.filter((_, index) => malformed[index] === undefined);
    const { outcomes } = await applyBatch(tx, wellFormed, 'looked_up');
    const decided = outcomes.values();
    return malformed.map((refused) => refused ?? taken(decided));
  } catch (thrown) {
    if (!isDuplicate(thrown)) throw thrown;
    // Somebody recorded the same id or reference after we had looked. `transact` takes this for a lost race and begins again.
    throw Object.assign(new Error('another transaction was faster with this posting', { cause: thrown }), { code: '40001' });
  }
}

export interface Applied {
  readonly outcomes: readonly Outcome[];
  readonly book: Book;
  readonly loaded: LoadedAt;
}

/** For orders whose form has been checked. */
export async function applyBatch(tx: Tx, requests: readonly Request[], duplicates: Duplicates): Promise<Applied> {
  const orders = requests.map(({ order }) => order);
  const loaded = await loadLocked(tx, namesIn(orders));
  const decideAll = (book: Book) => orders.map((order) => decide(book, order, loaded.at));

  let book = createBook(loaded);
  let outcomes = duplicates === 'left_to_fail' ? decideAll(book) : [];
  const doubtful = duplicates === 'left_to_fail' ? orders.filter((_, index) => isDoubtful(outcomes[index])) : orders;
  const earlier = doubtful.length === 0 ? [] : await findRecordedOf(tx, doubtful);
  if (duplicates === 'looked_up' || earlier.length > 0) {
    book = createBook({ ...loaded, postings: [...loaded.postings, ...earlier] });
    outcomes = decideAll(book);
  }

  const records = recordsOf(book);
  if (records.postings.length > 0) {
    const accepted = orders.filter((_, index) => isNew(outcomes[index]));
    const statement = composeWrite(loaded.at, records, accepted);
    await (duplicates === 'left_to_fail' ? sendAtOnce(tx, statement) : statement.execute(tx));
  }
  await writeAlong(tx, requests, outcomes);
  return { outcomes, book, loaded };
}

/** Of a batch that has no locks, for what others have locked. */
const patience = '50ms';

/** Writes what was decided from memory: nothing is read, and so nothing is waited for but what goes along. */
export async function applyRemembered(tx: Tx, { at, book, members, outcomes }: Remembered): Promise<void> {
  const accepted = members.map(({ order }) => order);
  await sendAtOnce(tx, composeWrite(at, recordsOf(book), accepted, patience));
  await writeAlong(tx, members, outcomes);
}

/** Whether the batch met a posting that it had not looked for. The transaction is lost; the same batch again, looking first, is not. */
export function isDuplicate(thrown: unknown): boolean {
  const constraint: unknown = thrown instanceof Error && 'constraint' in thrown ? thrown.constraint : undefined;
  return sqlState(thrown) === '23505' && (constraint === 'postings_pkey' || constraint === 'postings_reference_key');
}

/** Whether the guards found something that cannot be, such as accounts elsewhere than where they were remembered. */
export function isRefusedByGuards(thrown: unknown): boolean {
  // What goes along may be refused for reasons of its own, by tables of its own.
  const schema: unknown = thrown instanceof Error && 'schema' in thrown ? thrown.schema : undefined;
  return sqlState(thrown)?.startsWith('23') === true && (schema === undefined || schema === 'ledger');
}

function taken<T>(values: Iterator<T>): T {
  const next = values.next();
  if (next.done === true) throw new Error('fewer outcomes than orders');
  return next.value;
}

function isNew(outcome: Outcome | undefined): boolean {
  return outcome?.kind === 'accepted' && !outcome.replayed;
}

/** A retry must hear what the first attempt heard, even if there would be no money for a second one: so a refusal is looked into. */
function isDoubtful(outcome: Outcome | undefined): outcome is Refused {
  return outcome?.kind === 'refused';
}
