-- The whole database after every migration. Generated for reading and for the drift check; the truth is in migrations/.

create schema platform;
create table platform.event_cursors (
  reader text not null,
  types text[],
  "position" bigint not null,
  fence bigint not null default 0,
  holder text,
  leased_until timestamp with time zone not null default '-infinity'::timestamp with time zone,
  moved_at timestamp with time zone not null default now()
);
create table platform.event_failures (
  reader text not null,
  event_id bigint not null,
  type text not null,
  error jsonb not null,
  attempts integer not null,
  failed_at timestamp with time zone not null default now()
);
create table platform.events (
  id bigint not null generated always as identity,
  type text not null,
  subject text,
  owner text,
  data jsonb not null,
  correlation_id text,
  traceparent text,
  recorded_at timestamp with time zone not null default now()
);
create table platform.idempotency_answers (
  caller text not null collate "C",
  key text not null collate "C",
  status smallint not null,
  body text not null,
  answered_at timestamp with time zone not null default now()
);
create table platform.idempotency_keys (
  caller text not null collate "C",
  key text not null collate "C",
  route text not null collate "C",
  body_hash bytea not null,
  created_at timestamp with time zone not null default now()
);
create table platform.job_schedules (
  name text not null,
  due_until timestamp with time zone not null
);
create table platform.limit_counts (
  rule text not null,
  subject text not null,
  most integer not null,
  span interval not null,
  taken timestamp with time zone[] not null,
  idle_at timestamp with time zone not null
);
create table platform.migrations (
  name text not null,
  hash text not null,
  applied_at timestamp with time zone not null default now()
);
alter table platform.event_cursors add constraint event_cursors_pkey PRIMARY KEY (reader);
alter table platform.event_failures add constraint event_failures_pkey PRIMARY KEY (reader, event_id);
alter table platform.events add constraint events_pkey PRIMARY KEY (id);
alter table platform.idempotency_answers add constraint idempotency_answers_pkey PRIMARY KEY (caller, key);
alter table platform.idempotency_answers add constraint idempotency_answers_status_check CHECK ((((status >= 200) AND (status <= 499)) AND (status <> ALL (ARRAY[400, 401, 429]))));
alter table platform.idempotency_keys add constraint idempotency_keys_body_hash_check CHECK ((length(body_hash) = 32));
alter table platform.idempotency_keys add constraint idempotency_keys_caller_check CHECK (((length(caller) >= 1) AND (length(caller) <= 200)));
alter table platform.idempotency_keys add constraint idempotency_keys_key_check CHECK ((key ~ '^[!-~]{1,255}$'::text));
alter table platform.idempotency_keys add constraint idempotency_keys_pkey PRIMARY KEY (caller, key);
alter table platform.job_schedules add constraint job_schedules_pkey PRIMARY KEY (name);
alter table platform.limit_counts add constraint limit_counts_most_check CHECK ((most > 0));
alter table platform.limit_counts add constraint limit_counts_pkey PRIMARY KEY (rule, subject);
alter table platform.limit_counts add constraint limit_counts_subject_check CHECK ((length(subject) = 43));
alter table platform.migrations add constraint migrations_pkey PRIMARY KEY (name);
CREATE INDEX idempotency_answers_answered_at ON platform.idempotency_answers USING btree (answered_at);
CREATE INDEX limit_counts_idle_at ON platform.limit_counts USING btree (idle_at);
CREATE OR REPLACE FUNCTION platform.own_a_transaction_id()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform pg_current_xact_id();
  return null;
end
$function$;
CREATE OR REPLACE FUNCTION platform.prune_events(keep interval, at_most integer)
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
$function$;
CREATE TRIGGER own_a_transaction_id BEFORE INSERT ON platform.events FOR EACH STATEMENT EXECUTE FUNCTION platform.own_a_transaction_id();
grant usage on schema platform to akawo_app;
grant insert, select, update on platform.event_cursors to akawo_app;
grant insert, select on platform.event_failures to akawo_app;
grant insert, select on platform.events to akawo_app;
grant delete, insert, select on platform.idempotency_answers to akawo_app;
grant insert, select on platform.idempotency_keys to akawo_app;
grant insert, select, update on platform.job_schedules to akawo_app;
grant delete, insert, select, update on platform.limit_counts to akawo_app;
grant select on platform.migrations to akawo_app;
grant execute on function platform.own_a_transaction_id() to public;
grant execute on function platform.prune_events(keep interval, at_most integer) to akawo_app;
