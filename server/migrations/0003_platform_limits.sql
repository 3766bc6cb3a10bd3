-- What the strict limits have counted: one row per rule and subject, whose name is kept only as a digest. It survives restarts and Redis.
create table platform.limit_counts (
  rule text not null,
  subject text not null check (length(subject) = 43),
  most int not null check (most > 0),
  span interval not null,
  -- When the last `most` requests were accepted, oldest first.
  taken timestamptz[] not null,
  -- When the last of them leaves the window: from then on the row says nothing.
  idle_at timestamptz not null,
  primary key (rule, subject)
);

create index limit_counts_idle_at on platform.limit_counts (idle_at);

grant select, insert, update, delete on platform.limit_counts to akawo_app;
