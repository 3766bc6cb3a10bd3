import pg from 'pg';

export interface HistoryOptions {
  readonly ownerUrl: string;
  readonly bank: string;
  /** An even number of them. */
  readonly wallets: readonly string[];
  readonly opening: number;
  readonly entries: number;
}

const roundsPerStatement = 20;
const days = 60;

/**
 * Sixty days of the past, as the writer would have left them, at the speed of plain inserts: as the owner, with the triggers off. First the
 * bank gives everybody his money. Then in each round every wallet is in one transfer: those with an even number pay the others, and in the
 * next round they are paid the same, each by somebody else. So sequence and balance of every entry follow from its round.
 * Answers with the number of postings.
 */
export async function fillHistory({ ownerUrl, bank, wallets, opening, entries }: HistoryOptions): Promise<number> {
  const rounds = Math.max(2, Math.round(entries / wallets.length));
  const stepSeconds = (days * 24 * 60 * 60) / (rounds + 1);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query('set session_replication_role = replica');
    await owner.query('create temporary table wallet (place int primary key, id uuid not null)');
    await owner.query('insert into wallet select place - 1, id from unnest($1::uuid[]) with ordinality as w (id, place)', [
      wallets,
    ]);
    await owner.query('analyze wallet');
    await owner.query(giveEverybodyMoney, [bank, opening, -rounds * stepSeconds]);
    for (let first = 1; first <= rounds; first += roundsPerStatement) {
      const last = Math.min(rounds, first + roundsPerStatement - 1);
      await owner.query(playRounds, [first, last, rounds, stepSeconds, opening]);
    }
    await owner.query(settleAccounts);
  } finally {
    await owner.end();
  }
  return wallets.length + (rounds * wallets.length) / 2;
}

const giveEverybodyMoney = `
  with line as materialized (
    select place, id as wallet, uuidv7(make_interval(secs => $3)) as id, date_trunc('second', now()) + make_interval(secs => $3) as at
    from wallet
  ),
  posting as (
    insert into ledger.postings (id, batch, recorded_at, effective_at, accounts, kind, reference, fingerprint)
    select id, pg_current_xact_id()::text::bigint, at, at, array[$1::uuid, wallet], 'post', 'deposit:' || id, sha256(uuid_send(id)) from line
  )
  insert into ledger.entries (account_id, posting_id, sequence, recorded_at, effective_at, amount, held, posted_after, held_after, leg)
  select wallet, id, 1, at, at, $2::bigint, 0, $2::bigint, 0, 2 from line
  union all
  select $1::uuid, id, place + 1, at, at, -$2::bigint, 0, -$2::bigint * (place + 1), 0, 1 from line
`;

const playRounds = `
  with line as materialized (
    select
      e.id as even, o.id as odd, round, 100 + (round + 1) / 2 % 50 as amount,
      uuidv7(make_interval(secs => (round - $3::int) * $4::float8)) as id,
      date_trunc('second', now()) + make_interval(secs => (round - $3::int) * $4::float8) as at
    from generate_series($1::int, $2::int) round
    cross join wallet e
    join wallet o on o.place = (e.place + 1 + 2 * (round * 7919 % 4999)) % (select count(*) from wallet)
    where e.place % 2 = 0
    order by round
  ),
  posting as (
    insert into ledger.postings (id, batch, recorded_at, effective_at, accounts, kind, reference, fingerprint)
    select id, pg_current_xact_id()::text::bigint, at, at, array[even, odd], 'post', 'transfer:' || id, sha256(uuid_send(id)) from line
  )
  insert into ledger.entries (account_id, posting_id, sequence, recorded_at, effective_at, amount, held, posted_after, held_after, leg)
  select
    leg.wallet, id, round + 1, at, at, leg.amount, 0,
    $5::bigint + case when round % 2 = 1 then leg.amount else 0 end, 0, leg.number
  from line
  cross join lateral (
    values (1, even, case when round % 2 = 1 then -amount else amount end), (2, odd, case when round % 2 = 1 then amount else -amount end)
  ) leg (number, wallet, amount)
`;

const settleAccounts = `
  update ledger.accounts a
  set posted = e.posted_after, sequence = e.sequence, moved_at = e.recorded_at
  from (
    select distinct on (account_id) account_id, posted_after, sequence, recorded_at
    from ledger.entries
    order by account_id, recorded_at desc, sequence desc
  ) e
  where e.account_id = a.id
`;
