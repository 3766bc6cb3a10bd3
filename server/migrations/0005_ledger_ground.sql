create schema ledger;

-- A whole number of minor units that no program loses a digit of. As a domain and not as a CHECK of each column, because PostgreSQL reads
-- the text of every CHECK of a table again in every statement that writes to it, and of a domain only once per connection.
create domain ledger.amount as bigint check (value between -9007199254740991 and 9007199254740991);
create domain ledger.size as bigint check (value between 0 and 9007199254740991);
create domain ledger.currency as text collate "C" check (value ~ '^[A-Z]{3}$');
create domain ledger.reference as text collate "C" check (length(value) between 1 and 255);
create domain ledger.fingerprint as bytea check (length(value) = 32);
create type ledger.posting_kind as enum ('post', 'hold', 'capture', 'release', 'reverse');

-- One row per account: its terms, which staff and the law set, and its standing, which only entries move. No column that moves is
-- indexed, and half of each page is left free, so that a new standing stays on its page and costs no index anything.
create table ledger.accounts (
  id uuid primary key,
  kind text collate "C" not null,
  owner text collate "C",
  currency ledger.currency not null,
  stripe smallint not null default 0,
  created_at timestamptz not null default now(),
  metadata jsonb not null default '{}',
  zone text collate "C" not null default 'Africa/Lagos',
  floor ledger.amount,
  ceiling ledger.amount,
  daily_debit_cap ledger.size,
  frozen_debits boolean not null default false,
  frozen_credits boolean not null default false,
  posted ledger.amount not null default 0,
  held ledger.size not null default 0,
  sequence bigint not null default 0,
  debited ledger.size not null default 0,
  debited_on date,
  -- When the latest entry was recorded. The next one is not earlier, whatever the clock says.
  moved_at timestamptz not null default '-infinity',
  unique nulls not distinct (kind, owner, currency, stripe)
) with (fillfactor = 50);

-- The commands that were accepted. No foreign keys here or below: nothing that is referred to can ever be removed, and each of them would
-- cost every transfer a lookup and a lock.
create table ledger.postings (
  id uuid primary key,
  -- The transaction that wrote it: what the sealer reads by, in the order of commits.
  batch bigint not null,
  recorded_at timestamptz not null,
  effective_at timestamptz not null,
  hold_id uuid,
  reverses uuid,
  -- Of a hold: when it ends by itself. Of a release: what gave the money back.
  expires_at timestamptz,
  because text collate "C",
  kind ledger.posting_kind not null,
  reference ledger.reference not null unique,
  fingerprint ledger.fingerprint not null,
  metadata jsonb not null default '{}',
  constraint postings_agree_with_kind check (
    case kind
      when 'hold' then hold_id = id
      when 'capture' then hold_id is not null
      when 'release' then hold_id is not null and because in ('released', 'expired')
      else hold_id is null
    end
    and (kind = 'reverse') = (reverses is not null)
    and (kind = 'release') = (because is not null)
    and (kind = 'hold' or expires_at is null)
  )
);
create index postings_batch on ledger.postings using brin (batch) with (autosummarize = on);
create index postings_reverses on ledger.postings (reverses) where reverses is not null;
create index postings_hold_id on ledger.postings (hold_id) where hold_id is not null;

-- What each posting did to each account, and where that left it. An account's past is its entries in the order of their sequence, which
-- is also the order of their time: so one index finds the latest entry before any moment. That no sequence comes twice follows from the
-- account, which moves from the sequence before an entry to the entry's own (guards.sql).
create table ledger.entries (
  account_id uuid not null,
  posting_id uuid not null,
  sequence bigint not null,
  recorded_at timestamptz not null,
  effective_at timestamptz not null,
  amount ledger.amount not null,
  held ledger.amount not null,
  posted_after ledger.amount not null,
  held_after ledger.size not null,
  leg smallint not null,
  primary key (account_id, recorded_at, sequence),
  unique (posting_id, leg)
);
create index entries_effective_at on ledger.entries (account_id, effective_at, sequence) where effective_at <> recorded_at;

-- Money set aside. A hold has the id of the posting that made it; the postings that name it are its history. No index knows its state, so
-- capturing or releasing one is as cheap as moving an account; only what waits for its expiry is in an index, by `due_at`.
create table ledger.holds (
  id uuid primary key,
  account_id uuid not null,
  amount ledger.size not null,
  captured ledger.size not null,
  released ledger.size not null,
  expires_at timestamptz,
  -- `expires_at` while the hold is open.
  due_at timestamptz,
  state text collate "C" not null check (state in ('open', 'captured', 'released', 'expired')),
  constraint hold_not_exceeded check (captured + released <= amount),
  constraint hold_ends_when_empty check ((state = 'open') = (captured + released < amount))
) with (fillfactor = 70);
create index holds_account_id on ledger.holds (account_id);
create index holds_due_at on ledger.holds (due_at) where due_at is not null;

-- Who changed the terms of an account, when and why: freezes, floors, ceilings, caps.
create table ledger.account_changes (
  id bigint generated always as identity primary key,
  account_id uuid not null,
  changed_at timestamptz not null default clock_timestamp(),
  changed_by text not null check (changed_by <> ''),
  reason text not null check (reason <> ''),
  before jsonb not null,
  after jsonb not null
);
create index account_changes_account_id on ledger.account_changes (account_id, id);

grant usage on schema ledger to akawo_app;
grant select on all tables in schema ledger to akawo_app;
