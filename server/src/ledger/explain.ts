import { type Db } from '#platform/db';
import { createBook } from './book.ts';
import { checkOrder } from './check.ts';
import { type Order } from './command.ts';
import { decide } from './decide.ts';
import { loadUnlocked } from './load.ts';
import { assertIds, namesIn } from './names.ts';
import { type Outcome } from './outcome.ts';
import { findRecordedOf } from './recorded.ts';

/** What would happen to the order right now, or which rule would refuse it and by what numbers. Nothing is locked and nothing is written. */
export async function explain(db: Db, order: Order): Promise<Outcome> {
  assertIds(order);
  const malformed = checkOrder(order);
  if (malformed !== undefined) return malformed;
  const loaded = await loadUnlocked(db, namesIn([order]));
  const earlier = await findRecordedOf(db, [order]);
  return decide(createBook({ ...loaded, postings: [...loaded.postings, ...earlier] }), order, loaded.at);
}
