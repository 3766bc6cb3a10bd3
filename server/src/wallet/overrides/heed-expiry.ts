import { sql } from 'kysely';
import { along, type Companion, ledgerBusy, type Writer } from '#ledger';
import { send, uuidArray } from '#platform/db';

type Submitting = Pick<Writer, 'submit'>;

/**
 * The writer, with the accounts' limits made exact in time: an order that would be decided by a limit whose override ran out a moment ago,
 * while it was waiting, is not written. Its caller may ask again at once, by the limit of the tier.
 */
export function heedExpiry(writer: Submitting, endOverdue: EndOverdue): Submitting {
  return {
    submit: (order, beside = []) => heeding(endOverdue, () => writer.submit(order, [...beside, along(refuseOverdue, undefined)])),
  };
}

/** Brings all wallets whose override has run out back to the limits of their tiers. */
export type EndOverdue = () => Promise<void>;

/** For work that takes `refuseOverdue` along into a transaction of its own. */
export async function heeding<Result>(endOverdue: EndOverdue, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    if (!isOverdue(thrown)) throw thrown;
    await endOverdue();
    throw ledgerBusy({ retryAfterSeconds: 1, cause: thrown });
  }
}

function isOverdue(thrown: unknown): boolean {
  return thrown instanceof Error && 'constraint' in thrown && thrown.constraint === 'override_running';
}

/**
 * All orders of a batch are of one moment, and their accounts are locked, so nobody ends an override under our hands. It is only sent: if
 * an override is overdue, the COMMIT fails.
 */
export const refuseOverdue: Companion<undefined> = async (tx, accepted) => {
  const postings = accepted.flatMap(({ outcome }) => outcome.postings);
  const accounts = new Set(postings.flatMap(({ entries }) => entries.map(({ account_id }) => account_id)));
  await send(tx, sql`select wallet.refuse_overdue(${uuidArray([...accounts])}, ${postings[0]?.recorded_at ?? null})`);
};
