-- The log of what happened, written in the transaction of the fact. The ids are drawn while the writer holds its locks, so for any one
-- wallet their order is the order of events; `read-window.ts` tells up to which of them no commit is outstanding.
create table platform.events (
  id bigint generated always as identity primary key,
  type text not null,
  subject text,
  owner text,
  data jsonb not null,
  correlation_id text,
  traceparent text,
  recorded_at timestamptz not null default now()
);

-- Readers know whom to wait for by transaction ids, so a transaction must have one before it draws its first event id.
create function platform.own_a_transaction_id() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_current_xact_id();
  return null;
end
$$;
create trigger own_a_transaction_id before insert on platform.events
for each statement execute function platform.own_a_transaction_id();

-- How far each reader has come, and which process reads under its name at the moment.
create table platform.event_cursors (
  reader text primary key,
  types text[],
  position bigint not null,
  fence bigint not null default 0,
  holder text,
  leased_until timestamptz not null default '-infinity',
  moved_at timestamptz not null default now()
);

-- Events that a reader gave up on, because it was told to go on without them.
create table platform.event_failures (
  reader text not null,
  event_id bigint not null,
  type text not null,
  error jsonb not null,
  attempts int not null,
  failed_at timestamptz not null default now(),
  primary key (reader, event_id)
);

-- When each periodic duty last fell due, so that one period is one job, however many processes keep the time.
create table platform.job_schedules (
  name text primary key,
  due_until timestamptz not null
);

-- The application adds to the log and reads it. It forgets only through this function: a day is the least it must keep, and nothing
-- goes that a reader has still to see. Looking at the oldest rows only keeps each call short, whatever the size of the log.
create function platform.prune_events(keep interval, at_most int) returns int
language sql security definer set search_path = pg_catalog, pg_temp
as $$
  with oldest as (
    select id, recorded_at
    from platform.events
    order by id
    limit least(at_most, 10000)
  ), pruned as (
    delete from platform.events e
    using oldest o
    where e.id = o.id
      and o.recorded_at < now() - greatest(keep, interval '1 day')
      and not exists (select from platform.event_cursors c where c.position < o.id)
    returning 1
  )
  select count(*)::int from pruned
$$;
revoke execute on function platform.prune_events(interval, int) from public;

grant select, insert on platform.events to akawo_app;
grant select, insert, update on platform.event_cursors to akawo_app;
grant select, insert on platform.event_failures to akawo_app;
grant select, insert, update on platform.job_schedules to akawo_app;
grant execute on function platform.prune_events(interval, int) to akawo_app;
