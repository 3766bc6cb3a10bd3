-- Blocks of postings in the order of their transactions, each bound to the one before it by its hash. Which bytes are hashed is written
-- down in docs/ledger-evidence.md. The leaves are kept beside the ids, so that a posting that was changed can be told from its neighbours.
create table ledger.blocks (
  number bigint primary key check (number > 0),
  format smallint not null,
  previous ledger.fingerprint not null,
  sealed_at timestamptz not null,
  count int not null check (count > 0),
  -- Of postings, from the first block to this one.
  total bigint not null,
  root ledger.fingerprint not null,
  first_posting uuid not null,
  last_posting uuid not null,
  hash ledger.fingerprint not null unique,
  posting_ids uuid[] not null,
  leaves bytea not null,
  constraint block_is_whole check (
    cardinality(posting_ids) = count
    and length(leaves) = 32 * count
    and posting_ids[1] = first_posting
    and posting_ids[count] = last_posting
  )
);
-- Hashes do not get smaller, so nobody needs to try.
alter table ledger.blocks alter column leaves set storage external;

-- Signed statements of where the chain stood at a time. The same are written to a file outside the database, where a truncated or restored
-- database cannot take them along.
create table ledger.heads (
  format smallint not null,
  block bigint not null,
  hash ledger.fingerprint not null,
  total bigint not null,
  signed_at timestamptz not null,
  signature bytea primary key check (length(signature) = 64)
);
create index heads_block on ledger.heads (block);

grant select on ledger.blocks, ledger.heads to akawo_app;
