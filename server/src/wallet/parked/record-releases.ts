import { sql } from 'kysely';
import { type PersonId } from '#identity';
import { type Companion } from '#ledger';
import { recordAll } from '#platform/events';
import { newId } from '#platform/id';
import { transactionUpdated, walletUpdated } from '../events.ts';
import { type TransactionId, type TransactionStatus, type TransactionType } from '../transaction.ts';
import { type Fitting } from './find-parked.ts';

interface Released {
  readonly id: TransactionId;
  readonly reference: string;
  readonly type: TransactionType;
  readonly status: TransactionStatus;
  readonly amount: number;
  readonly currency: string;
  readonly people: readonly PersonId[];
}

/** Writes, for all releases of a batch at once, that what had waited has arrived. */
export const recordReleases: Companion<Fitting> = async (tx, accepted) => {
  const given = accepted.map(({ item, outcome }) => {
    const [posting] = outcome.postings;
    const entry = posting?.entries.find(({ account_id }) => account_id === item.account_id);
    if (posting === undefined || entry === undefined) throw new Error('a release does not touch the wallet that it is for');
    return { item, posting, balance: entry.posted_after };
  });
  const { rows } = await sql<Released>`
    with given as materialized (
      select *
      from unnest(
        ${given.map(({ item }) => item.transaction_id)}::uuid[],
        ${given.map(({ posting }) => posting.id)}::uuid[],
        ${given.map(({ posting }) => posting.recorded_at)}::timestamptz[],
        ${given.map(({ balance }) => balance)}::bigint[],
        ${given.map(() => newId<'transaction_steps'>())}::uuid[]
      ) as g (transaction_id, posting_id, at, balance, step_id)
    ),
    released as (
      update wallet.parked_inflows i set released_at = given.at, release_posting_id = given.posting_id
      from given
      where i.transaction_id = given.transaction_id and i.released_at is null
      returning given.*, i.parked_at
    ),
    told as (
      insert into wallet.transaction_steps (id, transaction_id, at, step, details)
      select step_id, transaction_id, at, 'released', jsonb_build_object('posting_id', posting_id, 'parked_at', parked_at)
      from released
    )
    update wallet.transactions t set receiver_balance_after = released.balance, parked_at = null, updated_at = released.at
    from released
    where t.id = released.transaction_id and t.parked_at is not null and t.status = 'success'
    returning
      t.id, t.reference, t.type, t.status, t.amount, t.currency,
      array(select person_id from wallet.wallets where id in (t.sender_wallet_id, t.receiver_wallet_id)) as people
  `.execute(tx);
  if (rows.length !== given.length) throw new Error('money was to be released that does not wait any more');
  await recordAll(
    tx,
    transactionUpdated,
    rows.map(({ id, people, ...facts }) => ({ subject: id, data: { ...factsOf(facts), people: [...people] } })),
  );
  const owners = new Map(given.map(({ item }) => [item.wallet_id, item.person_id]));
  await recordAll(
    tx,
    walletUpdated,
    [...owners].map(([subject, owner]) => ({ subject, owner, data: { change: 'inflow_released' } })),
  );
};

function factsOf({ reference, type, status, amount, currency }: Omit<Released, 'id' | 'people'>) {
  return { reference, type, status, amount, currency };
}
