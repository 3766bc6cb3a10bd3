import pg from 'pg';
import { type PersonId } from '#identity';
import { type AccountId } from '#ledger';
import { type WalletId } from '../src/wallet/wallet.ts';
import { tidy } from './world.ts';

export interface BusyWallet {
  readonly personId: PersonId;
  readonly id: WalletId;
  readonly account_id: AccountId;
}

const others = 1_000;
const perStatement = 100_000;
const secondsApart = 30;

/**
 * One person through whose wallet so many transactions went, half of them out and half of them in, with everybody else's wallets at the
 * other end; as the writer would have left them, at the speed of plain inserts: as the owner, with the triggers off.
 */
export async function fillBusyWallet(ownerUrl: string, transactions: number): Promise<BusyWallet> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query('set session_replication_role = replica');
    await owner.query(makePeople, [others]);
    const { rows } = await owner.query<BusyWallet>('select person_id as "personId", id, account_id from person where place = 0');
    const [busy] = rows;
    if (busy === undefined) throw new Error('nobody was made');
    for (let first = 1; first <= transactions; first += perStatement) {
      const last = Math.min(transactions, first + perStatement - 1);
      await owner.query(makeTransactions, [first, last, transactions, secondsApart]);
    }
    await owner.query(settleBusyAccount, [busy.account_id]);
    await tidy(ownerUrl);
    return busy;
  } finally {
    await owner.end();
  }
}

/** The first one is the busy one. */
const makePeople = `
  with drawn as materialized (
    select place, uuidv7() as person_id, uuidv7() as id, uuidv7() as account_id from generate_series(0, $1::int) place
  ),
  people as (
    insert into identity.people (id, email, first_name, last_name, referral_code)
    select
      person_id, 'person-' || place || '@example.com', 'Ada', 'Obi ' || place,
      translate(lpad(place::text, 8, 'X'), '01', 'ZY')
    from drawn
  ),
  accounts as (
    insert into ledger.accounts (id, kind, owner, currency, floor) select account_id, 'wallet', person_id, 'NGN', 0 from drawn
  ),
  wallets as (
    insert into wallet.wallets (id, person_id, currency, number, account_id, is_default)
    select id, person_id, 'NGN', 1000000000000 + place, account_id, true from drawn
  )
  select * into temporary table person from drawn
`;

/** In and out in turns, and more comes in than goes out. */
const makeTransactions = `
  with line as materialized (
    select
      number, o.id as other, o.place, number % 2 = 1 as is_in, case when number % 2 = 1 then 60000 else 50000 end as amount,
      uuidv7(make_interval(secs => (number - $3::int) * $4::float8)) as id,
      date_trunc('second', now()) + make_interval(secs => (number - $3::int) * $4::float8) as at
    from generate_series($1::int, $2::int) number
    join person o on o.place = 1 + number % (select count(*) - 1 from person)
  ),
  busy as (select * from person where place = 0),
  transaction as (
    insert into wallet.transactions (
      id, reference, type, status, currency, amount, fee, sender_wallet_id, receiver_wallet_id, sender_name, receiver_name, narration,
      created_at, updated_at, completed_at
    )
    select
      line.id, 'AKW-' || 100000000 + number, 'transfer', 'success', 'NGN', amount, 1075, case when is_in then other else busy.id end,
      case when is_in then busy.id else other end, case when is_in then 'Ada Obi ' || line.place else 'Ada Obi 0' end,
      case when is_in then 'Ada Obi 0' else 'Ada Obi ' || line.place end, 'payment number ' || number, at, at, at
    from line, busy
  ),
  posting as (
    insert into ledger.postings (id, batch, recorded_at, effective_at, accounts, kind, reference, fingerprint)
    select
      line.id, pg_current_xact_id()::text::bigint, at, at, array[busy.account_id], 'post', 'AKW-' || 100000000 + number,
      sha256(uuid_send(line.id))
    from line, busy
  )
  insert into ledger.entries (account_id, posting_id, sequence, recorded_at, effective_at, amount, held, posted_after, held_after, leg)
  select
    busy.account_id, line.id, number, at, at, case when is_in then 60000 else -51075 end, 0,
    (number + 1) / 2 * 60000::bigint - number / 2 * 51075::bigint, 0, 1
  from line, busy
`;

const settleBusyAccount = `
  update ledger.accounts a
  set posted = e.posted_after, sequence = e.sequence, moved_at = e.recorded_at
  from (
    select posted_after, sequence, recorded_at from ledger.entries where account_id = $1 order by recorded_at desc, sequence desc limit 1
  ) e
  where a.id = $1
`;
