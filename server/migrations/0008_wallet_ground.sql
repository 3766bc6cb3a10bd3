create schema wallet;

-- A person's money in one currency. The money itself is the ledger's: this is its name, its number and what its owner says about it.
create table wallet.wallets (
  id uuid primary key,
  person_id uuid not null references identity.people (id),
  currency text collate "C" not null check (currency in ('NGN', 'GHS', 'KES', 'USD')),
  -- Twelve digits drawn at random and one that finds every mistyped digit and every swapped pair.
  number text collate "C" not null unique check (number ~ '^[1-9][0-9]{12}$'),
  -- Accounts are never removed.
  account_id uuid not null unique,
  is_default boolean not null default false,
  -- Whether its owner lets anything leave. A lock by staff is the ledger's freeze and stands there.
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  unique (person_id, currency)
);
create unique index wallets_default on wallet.wallets (person_id) where is_default;

-- What an operation costs from a moment on. A row is never changed: a new price is a new row, and what was charged before explains itself by
-- the row that was in force. Amounts are minor units; the first band whose `up_to` is not below the amount counts, the last has none.
create table wallet.fee_schedules (
  id integer generated always as identity primary key,
  operation text collate "C" not null check (operation in ('transfer', 'withdrawal')),
  currency text collate "C" not null,
  effective_from timestamptz not null,
  bands jsonb not null check (jsonb_typeof(bands) = 'array'),
  vat_basis_points integer not null check (vat_basis_points between 0 and 10000),
  stamp_duty bigint not null check (stamp_duty >= 0),
  stamp_duty_from bigint not null check (stamp_duty_from >= 0),
  unique (operation, currency, effective_from)
);

-- What each tier may do, from a moment on; nothing where there is no limit.
create table wallet.tier_limits (
  id integer generated always as identity primary key,
  currency text collate "C" not null,
  tier smallint not null check (tier between 1 and 3),
  effective_from timestamptz not null,
  per_transaction bigint check (per_transaction > 0),
  per_day bigint check (per_day > 0),
  balance bigint check (balance > 0),
  unique (currency, tier, effective_from)
);

-- The Nigerian figures are those of the central bank's guide to charges, of its circular on mobile money wallets, and of the tax act of 2025:
-- value added tax is collected by all from 19 January 2026, and the sender pays stamp duty from 1 January 2026.
insert into wallet.fee_schedules (operation, currency, effective_from, bands, vat_basis_points, stamp_duty, stamp_duty_from)
select operation, currency, effective_from::timestamptz, bands::jsonb, vat, duty, duty_from
from (values ('transfer'), ('withdrawal')) as o (operation)
cross join (values
  ('NGN', '2020-01-01 00:00+01', '[{"up_to":500000,"fee":1000},{"up_to":5000000,"fee":2500},{"up_to":null,"fee":5000}]', 0, 0, 0),
  ('NGN', '2026-01-01 00:00+01', '[{"up_to":500000,"fee":1000},{"up_to":5000000,"fee":2500},{"up_to":null,"fee":5000}]', 0, 5000, 1000000),
  ('NGN', '2026-01-19 00:00+01', '[{"up_to":500000,"fee":1000},{"up_to":5000000,"fee":2500},{"up_to":null,"fee":5000}]', 750, 5000, 1000000),
  ('GHS', '2020-01-01 00:00+00', '[{"up_to":null,"fee":0}]', 0, 0, 0),
  ('KES', '2020-01-01 00:00+00', '[{"up_to":null,"fee":0}]', 0, 0, 0),
  ('USD', '2020-01-01 00:00+00', '[{"up_to":null,"fee":0}]', 0, 0, 0)
) as s (currency, effective_from, bands, vat, duty, duty_from);

insert into wallet.tier_limits (currency, tier, effective_from, per_transaction, per_day, balance)
select currency, tier, '2020-01-01 00:00+00'::timestamptz, per_transaction, per_day, balance
from (values
  ('NGN', 1, 5000000::bigint, 5000000::bigint, 30000000::bigint),
  ('NGN', 2, 20000000, 20000000, 50000000),
  ('NGN', 3, 500000000, 500000000, null),
  ('GHS', 1, 50000, 50000, 300000),
  ('GHS', 2, 200000, 200000, 500000),
  ('GHS', 3, 5000000, 5000000, null),
  ('KES', 1, 500000, 500000, 3000000),
  ('KES', 2, 2000000, 2000000, 5000000),
  ('KES', 3, 50000000, 50000000, null),
  ('USD', 1, 5000, 5000, 30000),
  ('USD', 2, 20000, 20000, 50000),
  ('USD', 3, 500000, 500000, null)
) as l (currency, tier, per_transaction, per_day, balance);

-- A limit that was lifted for one wallet, by two people, for a reason and for a time. When it ends, the tier's limit is what counts.
create table wallet.limit_overrides (
  id uuid primary key,
  wallet_id uuid not null references wallet.wallets (id),
  limit_name text collate "C" not null check (limit_name in ('per_transaction', 'per_day', 'balance')),
  amount bigint not null check (amount > 0),
  reason text not null check (reason <> ''),
  requested_by uuid not null references identity.people (id),
  approved_by uuid not null references identity.people (id),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  constraint override_by_two check (approved_by <> requested_by),
  constraint override_ends check (expires_at > created_at)
);
create unique index limit_overrides_running on wallet.limit_overrides (wallet_id, limit_name) where ended_at is null;

-- What happened to somebody's money, as people see it; one row for both sides. Its posting in the ledger has the same id and the same
-- reference. No foreign keys: wallets are never removed, and each of them
-- would cost every transfer a lookup and a lock.
create table wallet.transactions (
  id uuid primary key,
  reference text collate "C" not null unique check (length(reference) between 8 and 64),
  type text collate "C" not null check (
    type in ('deposit', 'withdrawal', 'transfer', 'airtime', 'data', 'contribution', 'payout', 'refund', 'reversal', 'adjustment')
  ),
  status text collate "C" not null check (status in ('pending', 'processing', 'success', 'failed', 'reversed')),
  currency text collate "C" not null,
  amount bigint not null check (amount between 1 and 9007199254740991),
  -- Everything that the sender pays beside the amount.
  fee bigint not null default 0 check (fee between 0 and 9007199254740991),
  -- What the fee is made of, by name, and the schedule that says so.
  charges jsonb not null default '{}',
  fee_schedule_id integer,
  sender_wallet_id uuid,
  receiver_wallet_id uuid,
  sender_name text,
  receiver_name text,
  sender_balance_after bigint,
  receiver_balance_after bigint,
  narration text check (length(narration) between 1 and 140),
  provider text collate "C",
  provider_reference text collate "C",
  failure jsonb,
  metadata jsonb not null default '{}',
  bulk_id uuid,
  -- Since when it waits for room in the receiver's wallet.
  parked_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  completed_at timestamptz,
  constraint transactions_have_a_side check (sender_wallet_id is not null or receiver_wallet_id is not null)
);
create index transactions_sender on wallet.transactions (sender_wallet_id, id desc) where sender_wallet_id is not null;
create index transactions_receiver on wallet.transactions (receiver_wallet_id, id desc) where receiver_wallet_id is not null;
create index transactions_bulk_id on wallet.transactions (bulk_id) where bulk_id is not null;

-- What a transaction went through beyond being made and being done: parked, released, asked for again, reversed.
create table wallet.transaction_steps (
  id uuid primary key,
  transaction_id uuid not null,
  at timestamptz not null default now(),
  step text collate "C" not null,
  details jsonb not null default '{}'
);
create index transaction_steps_transaction_id on wallet.transaction_steps (transaction_id, id);

-- Money that came for a wallet that had no room for it. It waits in suspense and is never dropped.
create table wallet.parked_inflows (
  transaction_id uuid primary key,
  wallet_id uuid not null references wallet.wallets (id),
  currency text collate "C" not null,
  amount bigint not null check (amount > 0),
  parked_at timestamptz not null default now(),
  released_at timestamptz,
  release_posting_id uuid unique,
  constraint parked_released_by_a_posting check ((released_at is null) = (release_posting_id is null))
);
create index parked_inflows_waiting on wallet.parked_inflows (wallet_id, parked_at) where released_at is null;

-- Many transfers that were asked for at once.
create table wallet.bulk_transfers (
  id uuid primary key,
  person_id uuid not null references identity.people (id),
  wallet_id uuid not null references wallet.wallets (id),
  is_atomic boolean not null,
  status text collate "C" not null check (status in ('processing', 'done')),
  lines integer not null check (lines between 1 and 10000),
  done integer not null default 0,
  failed integer not null default 0,
  created_at timestamptz not null default now(),
  completed_at timestamptz,
  constraint bulk_counts check (done between 0 and lines and failed between 0 and done)
);
create index bulk_transfers_person_id on wallet.bulk_transfers (person_id, id desc);

create table wallet.bulk_lines (
  bulk_id uuid not null references wallet.bulk_transfers (id),
  number integer not null check (number > 0),
  request jsonb not null,
  status text collate "C" not null default 'pending' check (status in ('pending', 'success', 'failed')),
  transaction_id uuid,
  failure jsonb,
  primary key (bulk_id, number)
);

grant usage on schema wallet to akawo_app;
grant select on all tables in schema wallet to akawo_app;
grant insert, update on
  wallet.wallets, wallet.limit_overrides, wallet.transactions, wallet.parked_inflows, wallet.bulk_transfers, wallet.bulk_lines
to akawo_app;
grant insert on wallet.transaction_steps, wallet.fee_schedules, wallet.tier_limits to akawo_app;
