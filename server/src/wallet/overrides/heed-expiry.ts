import { sql } from 'kysely';
import { along, type Companion, ledgerBusy, type Writer } from '#ledger';
import { type WalletId } from '../wallet.ts';

type Submitting = Pick<Writer, 'submit'>;

/**
 * The writer, with the accounts' limits made exact in time: an order that would be decided by a limit whose override ran out a moment ago,
 * while it was waiting, is not written. Its caller may ask again at once, by the limit of the tier.
 */
export function heedExpiry(writer: Submitting, endOverrides: EndOverrides): Submitting {
  return {
    submit: (order, beside = []) =>
      heeding(endOverrides, () => writer.submit(order, [...beside, along(refuseOverdue, undefined)])),
  };
}

type EndOverrides = (wallets: readonly WalletId[]) => Promise<void>;

/** For work that takes `refuseOverdue` along into a transaction of its own. */
export async function heeding<Result>(endOverrides: EndOverrides, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof Overdue)) throw thrown;
    await endOverrides(thrown.wallets);
    throw ledgerBusy({ retryAfterSeconds: 1, cause: thrown });
  }
}

class Overdue extends Error {
  readonly wallets: readonly WalletId[];

  constructor(wallets: readonly WalletId[]) {
    super('an override ran out while the order was waiting');
    this.wallets = wallets;
  }
}

/** All orders of a batch are of one moment, and their accounts are locked, so nobody ends an override under our hands. */
export const refuseOverdue: Companion<undefined> = async (tx, accepted) => {
  const postings = accepted.flatMap(({ outcome }) => outcome.postings);
  const accounts = new Set(postings.flatMap(({ entries }) => entries.map(({ account_id }) => account_id)));
  const { rows } = await sql<{ wallet_id: WalletId }>`
    select distinct o.wallet_id
    from wallet.limit_overrides o
    join wallet.wallets w on w.id = o.wallet_id
    where o.ended_at is null and o.expires_at <= ${postings[0]?.recorded_at ?? null}::timestamptz
      and w.account_id = any (${[...accounts]}::uuid[])
  `.execute(tx);
  if (rows.length > 0) throw new Overdue(rows.map(({ wallet_id }) => wallet_id));
};
