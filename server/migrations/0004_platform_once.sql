-- Who has used which Idempotency-Key for what. Rows are never changed and never removed, so a key never executes twice, at any age.
-- Collated "C": these are compared byte by byte, and an upgrade of the system's collations must not be able to lose one.
create table platform.idempotency_keys (
  caller text collate "C" not null check (length(caller) between 1 and 200),
  key text collate "C" not null check (key ~ '^[!-~]{1,255}$'),
  route text collate "C" not null,
  body_hash bytea not null check (length(body_hash) = 32),
  created_at timestamptz not null default now(),
  primary key (caller, key)
);

-- The first answer, to be given again; dropped after 30 days. Only final answers are kept, so a failure of ours has no place here.
-- No foreign key: both rows come from one transaction, keys stay for ever, and the check would cost every payment a lookup.
create table platform.idempotency_answers (
  caller text collate "C" not null,
  key text collate "C" not null,
  status smallint not null check (status between 200 and 499 and status not in (400, 401, 429)),
  body text not null,
  answered_at timestamptz not null default now(),
  primary key (caller, key)
);

create index idempotency_answers_answered_at on platform.idempotency_answers (answered_at);

grant select, insert on platform.idempotency_keys to akawo_app;
grant select, insert, delete on platform.idempotency_answers to akawo_app;
