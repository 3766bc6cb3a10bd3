-- The whole database after every migration. Generated for reading and for the drift check; the truth is in migrations/.

create schema ledger;
create schema platform;
create domain ledger.amount as bigint
  constraint amount_check CHECK (((VALUE >= '-9007199254740991'::bigint) AND (VALUE <= '9007199254740991'::bigint)));
create domain ledger.currency as text
  constraint currency_check CHECK ((VALUE ~ '^[A-Z]{3}$'::text));
create domain ledger.fingerprint as bytea
  constraint fingerprint_check CHECK ((length(VALUE) = 32));
create type ledger.posting_kind as enum ('post', 'hold', 'capture', 'release', 'reverse');
create domain ledger.reference as text
  constraint reference_check CHECK (((length(VALUE) >= 1) AND (length(VALUE) <= 255)));
create domain ledger.size as bigint
  constraint size_check CHECK (((VALUE >= 0) AND (VALUE <= '9007199254740991'::bigint)));
create table ledger.account_changes (
  id bigint not null generated always as identity,
  account_id uuid not null,
  changed_at timestamp with time zone not null default clock_timestamp(),
  changed_by text not null,
  reason text not null,
  before jsonb not null,
  after jsonb not null
);
create table ledger.accounts (
  id uuid not null,
  kind text not null collate "C",
  owner text collate "C",
  currency ledger.currency not null collate "C",
  stripe smallint not null default 0,
  created_at timestamp with time zone not null default now(),
  metadata jsonb not null default '{}'::jsonb,
  zone text not null default 'Africa/Lagos'::text collate "C",
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
  moved_at timestamp with time zone not null default '-infinity'::timestamp with time zone
) with (fillfactor=50);
create table ledger.blocks (
  number bigint not null,
  format smallint not null,
  previous ledger.fingerprint not null,
  sealed_at timestamp with time zone not null,
  count integer not null,
  total bigint not null,
  root ledger.fingerprint not null,
  first_posting uuid not null,
  last_posting uuid not null,
  hash ledger.fingerprint not null,
  posting_ids uuid[] not null,
  leaves bytea not null
);
create table ledger.entries (
  account_id uuid not null,
  posting_id uuid not null,
  sequence bigint not null,
  recorded_at timestamp with time zone not null,
  effective_at timestamp with time zone not null,
  amount ledger.amount not null,
  held ledger.amount not null,
  posted_after ledger.amount not null,
  held_after ledger.size not null,
  leg smallint not null
);
create table ledger.heads (
  format smallint not null,
  block bigint not null,
  hash ledger.fingerprint not null,
  total bigint not null,
  signed_at timestamp with time zone not null,
  signature bytea not null
);
create table ledger.holds (
  id uuid not null,
  account_id uuid not null,
  amount ledger.size not null,
  captured ledger.size not null,
  released ledger.size not null,
  expires_at timestamp with time zone,
  due_at timestamp with time zone,
  state text not null collate "C"
) with (fillfactor=70);
create table ledger.postings (
  id uuid not null,
  batch bigint not null,
  recorded_at timestamp with time zone not null,
  effective_at timestamp with time zone not null,
  hold_id uuid,
  reverses uuid,
  expires_at timestamp with time zone,
  because text collate "C",
  kind ledger.posting_kind not null,
  reference ledger.reference not null collate "C",
  fingerprint ledger.fingerprint not null,
  metadata jsonb not null default '{}'::jsonb
);
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
alter table ledger.account_changes add constraint account_changes_changed_by_check CHECK ((changed_by <> ''::text));
alter table ledger.account_changes add constraint account_changes_pkey PRIMARY KEY (id);
alter table ledger.account_changes add constraint account_changes_reason_check CHECK ((reason <> ''::text));
alter table ledger.accounts add constraint accounts_kind_owner_currency_stripe_key UNIQUE NULLS NOT DISTINCT (kind, owner, currency, stripe);
alter table ledger.accounts add constraint accounts_pkey PRIMARY KEY (id);
alter table ledger.blocks add constraint block_is_whole CHECK (((cardinality(posting_ids) = count) AND (length(leaves) = (32 * count)) AND (posting_ids[1] = first_posting) AND (posting_ids[count] = last_posting)));
alter table ledger.blocks add constraint blocks_count_check CHECK ((count > 0));
alter table ledger.blocks add constraint blocks_hash_key UNIQUE (hash);
alter table ledger.blocks add constraint blocks_number_check CHECK ((number > 0));
alter table ledger.blocks add constraint blocks_pkey PRIMARY KEY (number);
alter table ledger.entries add constraint entries_pkey PRIMARY KEY (account_id, recorded_at, sequence);
alter table ledger.entries add constraint entries_posting_id_leg_key UNIQUE (posting_id, leg);
alter table ledger.heads add constraint heads_pkey PRIMARY KEY (signature);
alter table ledger.heads add constraint heads_signature_check CHECK ((length(signature) = 64));
alter table ledger.holds add constraint hold_ends_when_empty CHECK (((state = 'open'::text) = (((captured)::bigint + (released)::bigint) < (amount)::bigint)));
alter table ledger.holds add constraint hold_not_exceeded CHECK ((((captured)::bigint + (released)::bigint) <= (amount)::bigint));
alter table ledger.holds add constraint holds_pkey PRIMARY KEY (id);
alter table ledger.holds add constraint holds_state_check CHECK ((state = ANY (ARRAY['open'::text, 'captured'::text, 'released'::text, 'expired'::text])));
alter table ledger.postings add constraint postings_agree_with_kind CHECK ((
CASE kind
    WHEN 'hold'::ledger.posting_kind THEN (hold_id = id)
    WHEN 'capture'::ledger.posting_kind THEN (hold_id IS NOT NULL)
    WHEN 'release'::ledger.posting_kind THEN ((hold_id IS NOT NULL) AND (because = ANY (ARRAY['released'::text, 'expired'::text])))
    ELSE (hold_id IS NULL)
END AND ((kind = 'reverse'::ledger.posting_kind) = (reverses IS NOT NULL)) AND ((kind = 'release'::ledger.posting_kind) = (because IS NOT NULL)) AND ((kind = 'hold'::ledger.posting_kind) OR (expires_at IS NULL))));
alter table ledger.postings add constraint postings_pkey PRIMARY KEY (id);
alter table ledger.postings add constraint postings_reference_key UNIQUE (reference);
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
CREATE INDEX account_changes_account_id ON ledger.account_changes USING btree (account_id, id);
CREATE INDEX entries_effective_at ON ledger.entries USING btree (account_id, effective_at, sequence) WHERE (effective_at <> recorded_at);
CREATE INDEX heads_block ON ledger.heads USING btree (block);
CREATE INDEX holds_account_id ON ledger.holds USING btree (account_id);
CREATE INDEX holds_due_at ON ledger.holds USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX postings_batch ON ledger.postings USING brin (batch) WITH (autosummarize='on');
CREATE INDEX postings_hold_id ON ledger.postings USING btree (hold_id) WHERE (hold_id IS NOT NULL);
CREATE INDEX postings_reverses ON ledger.postings USING btree (reverses) WHERE (reverses IS NOT NULL);
CREATE INDEX idempotency_answers_answered_at ON platform.idempotency_answers USING btree (answered_at);
CREATE INDEX limit_counts_idle_at ON platform.limit_counts USING btree (idle_at);
CREATE OR REPLACE FUNCTION ledger.change_terms(account uuid, terms jsonb, by_whom text, why text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  before jsonb;
  after jsonb;
begin
  select jsonb_build_object(
    'floor', floor, 'ceiling', ceiling, 'daily_debit_cap', daily_debit_cap, 'zone', zone,
    'frozen_debits', frozen_debits, 'frozen_credits', frozen_credits
  ) into before
  from ledger.accounts
  where id = account
  for no key update;
  if before is null then return false; end if;
  if exists (select from jsonb_object_keys(terms) term where not before ? term) then
    raise exception 'there is no such term: %', terms using errcode = 'invalid_parameter_value';
  end if;

  after := before || terms;
  perform now() at time zone (after ->> 'zone');
  update ledger.accounts
  set
    floor = (after ->> 'floor')::bigint,
    ceiling = (after ->> 'ceiling')::bigint,
    daily_debit_cap = (after ->> 'daily_debit_cap')::bigint,
    zone = after ->> 'zone',
    frozen_debits = (after ->> 'frozen_debits')::boolean,
    frozen_credits = (after ->> 'frozen_credits')::boolean
  where id = account;
  insert into ledger.account_changes (account_id, changed_by, reason, before, after) values (account, by_whom, why, before, after);
  return true;
end
$function$;
CREATE OR REPLACE FUNCTION ledger.check_reversals(moving uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  perform
  from (select distinct reverses as id from ledger.postings where id = any (moving) and reverses is not null) original
  join ledger.postings r on r.reverses = original.id
  join ledger.entries taken on taken.posting_id = r.id
  left join ledger.entries e on e.posting_id = original.id and e.account_id = taken.account_id
  left join ledger.postings p on p.id = e.posting_id
  group by original.id, taken.account_id, e.amount, p.kind
  having
    coalesce(p.kind not in ('post', 'capture'), true)
    or coalesce(bool_or(sign(taken.amount) = sign(e.amount)), true)
    or abs(sum(taken.amount)) > abs(e.amount);
  if found then
    raise exception 'more is reversed than was posted' using errcode = 'check_violation', constraint = 'reversal_not_exceeded';
  end if;
end
$function$;
CREATE OR REPLACE FUNCTION ledger.follow_entries()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  this_batch bigint := pg_current_xact_id()::text::bigint;
  is_continued boolean;
  is_holding boolean;
  is_reversing boolean;
  is_mixed boolean;
  limit_passed text;
begin
  -- The entries of one account are a chain that begins where the account stands. An account that does not stand there, because somebody
  -- was faster or because the chain is made up, is not updated, and its entries are missed in the count. Limits bind who moves away from
  -- them: whoever is beyond one that was changed may stay and may come closer.
  with step as (
    select
      e.account_id, e.sequence, e.amount, e.held, e.posted_after, e.held_after, e.recorded_at, p.kind,
      p.batch = this_batch and p.recorded_at = e.recorded_at and p.effective_at = e.effective_at and e.leg > 0
        and (e.amount <> 0 or e.held <> 0) as is_sound,
      lag(e.sequence) over account as sequence_before,
      lag(e.posted_after) over account as posted_before,
      lag(e.held_after) over account as held_before
    from added e
    join ledger.postings p on p.id = e.posting_id
    window account as (partition by e.account_id order by e.sequence)
  ),
  chain as (
    select
      account_id,
      count(*) as entries,
      min(sequence) - 1 as sequence_before,
      max(sequence) as sequence_after,
      max(posted_after - amount) filter (where sequence_before is null) as posted_before,
      max(held_after - held) filter (where sequence_before is null) as held_before,
      sum(amount)::bigint as amount,
      sum(held)::bigint as held,
      coalesce(sum(-amount) filter (where amount < 0 and kind <> 'reverse'), 0)::bigint as debited,
      min(recorded_at) as began_at,
      max(recorded_at) as ended_at,
      bool_and(
        is_sound
        and (
          sequence_before is null
          or sequence = sequence_before + 1 and posted_after = posted_before + amount and held_after = held_before + held
        )
      ) as is_unbroken,
      bool_or(held <> 0 or kind in ('hold', 'capture', 'release')) as is_holding,
      bool_or(kind = 'reverse') as is_reversing
    from step
    group by account_id
  ),
  account as (
    update ledger.accounts a
    set
      posted = a.posted + c.amount,
      held = a.held + c.held,
      sequence = c.sequence_after,
      moved_at = c.ended_at,
      debited = case
        when c.debited = 0 or a.debited_on >= (c.ended_at at time zone a.zone)::date then a.debited + c.debited
        else c.debited
      end,
      debited_on = case
        when c.debited = 0 then a.debited_on
        else greatest(a.debited_on, (c.ended_at at time zone a.zone)::date)
      end
    from chain c
    where a.id = c.account_id
      and a.sequence = c.sequence_before
      and a.posted = c.posted_before
      and a.held = c.held_before
      and a.moved_at <= c.began_at
      and c.is_unbroken
    returning
      a.currency, c.entries, c.is_holding, c.is_reversing,
      case
        when a.posted - a.held < -9007199254740991 then 'range'
        when a.posted - a.held < a.floor and c.amount < c.held then 'floor'
        when a.posted > a.ceiling and c.amount > 0 then 'ceiling'
        when c.debited + c.held > 0
          and a.held + case when a.debited_on >= (a.moved_at at time zone a.zone)::date then a.debited else 0 end > a.daily_debit_cap
          then 'daily_debit_cap'
      end as limit_passed
  )
  select
    sum(a.entries) = (select count(*) from added), bool_or(a.is_holding), bool_or(a.is_reversing), min(a.currency) <> max(a.currency), max(a.limit_passed)
  into is_continued, is_holding, is_reversing, is_mixed, limit_passed
  from account a;

  if is_continued is not true then
    raise exception 'entries do not continue their accounts'
      using errcode = 'integrity_constraint_violation', constraint = 'entries_continue';
  end if;
  if limit_passed is not null then
    raise exception 'an account is beyond its %', limit_passed using errcode = 'check_violation', constraint = limit_passed || '_kept';
  end if;

  if is_mixed then
    perform from added e join ledger.accounts a on a.id = e.account_id group by e.posting_id, a.currency having sum(e.amount) <> 0;
  else
    perform from added group by posting_id having sum(amount) <> 0;
  end if;
  if found then
    raise exception 'legs do not sum to zero' using errcode = 'check_violation', constraint = 'legs_sum_to_zero';
  end if;

  if is_holding then perform ledger.move_holds(array(select distinct e.posting_id from added e)); end if;
  if is_reversing then perform ledger.check_reversals(array(select distinct e.posting_id from added e)); end if;
  return null;
end
$function$;
CREATE OR REPLACE FUNCTION ledger.lock_accounts(named uuid[], of_holds uuid[], of_postings uuid[])
 RETURNS TABLE(at timestamp with time zone, id uuid, currency ledger.currency, zone text, floor ledger.amount, ceiling ledger.amount, daily_debit_cap ledger.size, frozen_debits boolean, frozen_credits boolean, posted ledger.amount, held ledger.size, sequence bigint, debited ledger.size, debited_on date)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
begin
  if cardinality(of_holds) > 0 then
    named := named || array(select account_id from ledger.holds where id = any (of_holds));
  end if;
  if cardinality(of_postings) > 0 then
    named := named || array(select account_id from ledger.entries where posting_id = any (of_postings));
  end if;
  return query
    with locked as materialized (
      select * from ledger.accounts where id = any (named) order by id for no key update
    )
    select
      clock.at, l.id, l.currency, l.zone, l.floor, l.ceiling, l.daily_debit_cap, l.frozen_debits,
      l.frozen_credits, l.posted, l.held, l.sequence, l.debited, l.debited_on
    from (select greatest(max(moved_at), clock_timestamp(), now()) as at from locked) clock
    left join locked l on true;
end
$function$;
CREATE OR REPLACE FUNCTION ledger.microseconds(at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN CASE at WHEN 'infinity'::timestamp with time zone THEN '9223372036854775807'::text WHEN '-infinity'::timestamp with time zone THEN '-9223372036854775808'::text ELSE (((EXTRACT(epoch FROM at) * (1000000)::numeric))::bigint)::text END;
CREATE OR REPLACE FUNCTION ledger.move_holds(moving uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  holding uuid[];
  owning uuid[];
  captures bigint[];
  releases bigint[];
  endings text[];
  made bigint;
  moved bigint;
  expected bigint;
begin
  with change as (
    select
      p.hold_id, e.account_id,
      max(p.expires_at) as expires_at,
      coalesce(sum(e.held) filter (where p.kind = 'hold'), 0)::bigint as opened,
      coalesce(sum(-e.amount) filter (where p.kind = 'capture'), 0)::bigint as captured,
      coalesce(sum(e.amount - e.held) filter (where p.kind in ('capture', 'release')), 0)::bigint as released,
      (array_agg(coalesce(p.because, 'captured') order by e.sequence desc))[1] as ending,
      coalesce(bool_and(
        case p.kind
          when 'hold' then e.amount = 0 and e.held > 0
          when 'capture' then e.amount < 0 and e.held <= e.amount
          when 'release' then e.amount = 0 and e.held < 0
          else false
        end
      ), false) as is_sound
    from ledger.postings p
    left join ledger.entries e on e.posting_id = p.id and e.held <> 0
    where p.id = any (moving) and (p.kind in ('hold', 'capture', 'release') or e.held is not null)
    group by p.hold_id, e.account_id
  ),
  made as (
    insert into ledger.holds (id, account_id, amount, captured, released, expires_at, due_at, state)
    select
      c.hold_id, c.account_id, c.opened, c.captured, c.released, c.expires_at,
      case when is_open then c.expires_at end, case when is_open then 'open' else c.ending end
    from change c
    cross join lateral (select c.captured + c.released < c.opened) as left_over (is_open)
    where c.opened > 0 and c.is_sound
    returning id
  )
  select
    array_agg(hold_id), array_agg(account_id), array_agg(captured), array_agg(released), array_agg(ending),
    (select count(*) from made), (select count(*) from change where opened > 0 or not is_sound)
  into holding, owning, captures, releases, endings, made, expected
  from change
  where opened = 0 and is_sound;

  -- By position and not by a join: its plan, made while there were few holds, would read all of them for every batch.
  update ledger.holds h
  set
    captured = h.captured + captures[array_position(holding, h.id)],
    released = h.released + releases[array_position(holding, h.id)],
    due_at = case
      when h.captured + h.released + captures[array_position(holding, h.id)] + releases[array_position(holding, h.id)] < h.amount
        then h.due_at
    end,
    state = case
      when h.captured + h.released + captures[array_position(holding, h.id)] + releases[array_position(holding, h.id)] < h.amount
        then 'open'
      else endings[array_position(holding, h.id)]
    end
  where h.id = any (holding) and h.account_id = owning[array_position(holding, h.id)];
  get diagnostics moved = row_count;

  if made <> expected or moved <> coalesce(cardinality(holding), 0) then
    raise exception 'held money does not belong to a hold of its account' using errcode = 'integrity_constraint_violation', constraint = 'held_by_a_hold';
  end if;
end
$function$;
CREATE OR REPLACE FUNCTION ledger.open_accounts(ids uuid[], kinds text[], owners text[], currencies text[], stripes integer[], floors bigint[], ceilings bigint[], daily_debit_caps bigint[], zones text[], metadata jsonb[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  -- A zone that PostgreSQL does not know would otherwise be found out by the first debit.
  perform now() at time zone zone from unnest(zones) as zone;
  insert into ledger.accounts (id, kind, owner, currency, stripe, floor, ceiling, daily_debit_cap, zone, metadata)
  select a.id, a.kind, a.owner, a.currency, a.stripe, a.floor, a.ceiling, a.daily_debit_cap, a.zone, a.metadata
  from unnest(ids, kinds, owners, currencies, stripes, floors, ceilings, daily_debit_caps, zones, metadata)
    as a (id, kind, owner, currency, stripe, floor, ceiling, daily_debit_cap, zone, metadata)
  order by a.kind, a.owner, a.currency, a.stripe
  on conflict (kind, owner, currency, stripe) do nothing;
end
$function$;
CREATE OR REPLACE FUNCTION ledger.record_head(format integer, block bigint, hash bytea, total bigint, signed_at timestamp with time zone, signature bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
#variable_conflict use_variable
begin
  perform from ledger.blocks b where b.number = record_head.block and b.hash = record_head.hash and b.total = record_head.total;
  if not found then
    raise exception 'the head is not a block of the chain' using errcode = 'integrity_constraint_violation', constraint = 'heads_exist';
  end if;
  insert into ledger.heads (format, block, hash, total, signed_at, signature)
  values (format, block, hash, total, signed_at, signature);
end
$function$;
CREATE OR REPLACE FUNCTION ledger.refuse()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  raise exception '%', tg_argv[1] using errcode = tg_argv[0], schema = tg_table_schema, table = tg_table_name, constraint = tg_name;
end
$function$;
CREATE OR REPLACE FUNCTION ledger.seal(format integer, number bigint, previous bytea, sealed_at timestamp with time zone, total bigint, root bytea, hash bytea, posting_ids uuid[], leaves bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
#variable_conflict use_variable
declare
  count int := cardinality(posting_ids);
begin
  if number = 1 and previous = decode(repeat('00', 32), 'hex') and total = count then
    null;
  else
    perform from ledger.blocks b where b.number = seal.number - 1 and b.hash = seal.previous and b.total + count = seal.total;
    if not found then
      raise exception 'the block does not follow the last one'
        using errcode = 'integrity_constraint_violation', constraint = 'blocks_continue';
    end if;
  end if;
  insert into ledger.blocks (
    number, format, previous, sealed_at, count, total, root, first_posting, last_posting, hash, posting_ids, leaves
  )
  values (number, format, previous, sealed_at, count, total, root, posting_ids[1], posting_ids[count], hash, posting_ids, leaves);
end
$function$;
CREATE OR REPLACE FUNCTION ledger.write(at timestamp with time zone, ids uuid[], kinds ledger.posting_kind[], reference_names text[], fingerprints bytea[], effective timestamp with time zone[], metadata jsonb[], hold_ids uuid[], originals uuid[], expiries timestamp with time zone[], reasons text[], entry_postings integer[], legs smallint[], entry_accounts uuid[], sequences bigint[], amounts bigint[], helds bigint[], posteds_after bigint[], helds_after bigint[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  if at < now() or at > clock_timestamp() then
    perform from ledger.accounts where id = any (entry_accounts) and moved_at = at;
    if not found then
      raise exception 'not the time at which the accounts were locked' using errcode = 'check_violation', constraint = 'recorded_now';
    end if;
  end if;
  if cardinality(ids) <> (select count(distinct number) from unnest(entry_postings) number) then
    raise exception 'a posting has no entries' using errcode = 'check_violation', constraint = 'postings_have_entries';
  end if;

  insert into ledger.postings (
    id, batch, recorded_at, effective_at, hold_id, reverses, expires_at, because, kind, reference, fingerprint, metadata
  )
  select
    p.id, pg_current_xact_id()::text::bigint, at, coalesce(p.effective_at, at), p.hold_id, p.reverses, p.expires_at, p.because,
    p.kind, p.reference, p.fingerprint, coalesce(p.metadata, '{}')
  from unnest(ids, kinds, reference_names, fingerprints, effective, metadata, hold_ids, originals, expiries, reasons)
    as p (id, kind, reference, fingerprint, effective_at, metadata, hold_id, reverses, expires_at, because);

  insert into ledger.entries (
    account_id, posting_id, sequence, recorded_at, effective_at, amount, held, posted_after, held_after, leg
  )
  select
    e.account_id, ids[e.posting], e.sequence, at, coalesce(effective[e.posting], at), e.amount, e.held, e.posted_after, e.held_after, e.leg
  from unnest(entry_postings, legs, entry_accounts, sequences, amounts, helds, posteds_after, helds_after)
    as e (posting, leg, account_id, sequence, amount, held, posted_after, held_after);
end
$function$;
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
CREATE TRIGGER account_changes_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.account_changes FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse('restrict_violation', 'what was done to an account is never changed or removed');
CREATE TRIGGER accounts_begin_empty BEFORE INSERT ON ledger.accounts FOR EACH ROW WHEN ((((new.posted)::bigint <> 0) OR ((new.held)::bigint <> 0) OR (new.sequence <> 0) OR ((new.debited)::bigint <> 0))) EXECUTE FUNCTION ledger.refuse('restrict_violation', 'an account begins empty');
CREATE TRIGGER accounts_keep_identity BEFORE UPDATE OF id, kind, owner, currency, stripe, created_at ON ledger.accounts FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse('restrict_violation', 'an account stays what it was opened as');
CREATE TRIGGER accounts_stay BEFORE DELETE OR TRUNCATE ON ledger.accounts FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse('restrict_violation', 'accounts are never removed');
CREATE TRIGGER balances_follow_entries BEFORE UPDATE OF posted, held, sequence, debited, debited_on, moved_at ON ledger.accounts FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION ledger.refuse('restrict_violation', 'balances move with entries only');
CREATE TRIGGER blocks_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.blocks FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse('restrict_violation', 'blocks are never changed or removed');
CREATE TRIGGER entries_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.entries FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse('restrict_violation', 'entries are never changed or removed');
CREATE TRIGGER follow_entries AFTER INSERT ON ledger.entries REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger.follow_entries();
CREATE TRIGGER heads_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.heads FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse('restrict_violation', 'heads are never changed or removed');
CREATE TRIGGER holds_follow_entries BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON ledger.holds FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION ledger.refuse('restrict_violation', 'holds move with entries only');
CREATE TRIGGER postings_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.postings FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse('restrict_violation', 'postings are never changed or removed');
CREATE TRIGGER own_a_transaction_id BEFORE INSERT ON platform.events FOR EACH STATEMENT EXECUTE FUNCTION platform.own_a_transaction_id();
grant usage on schema ledger to akawo_app;
grant usage on schema platform to akawo_app;
grant select on ledger.account_changes to akawo_app;
grant select on ledger.accounts to akawo_app;
grant select on ledger.blocks to akawo_app;
grant select on ledger.entries to akawo_app;
grant select on ledger.heads to akawo_app;
grant select on ledger.holds to akawo_app;
grant select on ledger.postings to akawo_app;
grant insert, select, update on platform.event_cursors to akawo_app;
grant insert, select on platform.event_failures to akawo_app;
grant insert, select on platform.events to akawo_app;
grant delete, insert, select on platform.idempotency_answers to akawo_app;
grant insert, select on platform.idempotency_keys to akawo_app;
grant insert, select, update on platform.job_schedules to akawo_app;
grant delete, insert, select, update on platform.limit_counts to akawo_app;
grant select on platform.migrations to akawo_app;
grant execute on function ledger.change_terms(account uuid, terms jsonb, by_whom text, why text) to akawo_app;
grant execute on function ledger.lock_accounts(named uuid[], of_holds uuid[], of_postings uuid[]) to akawo_app;
grant execute on function ledger.microseconds(at timestamp with time zone) to akawo_app;
grant execute on function ledger.open_accounts(ids uuid[], kinds text[], owners text[], currencies text[], stripes integer[], floors bigint[], ceilings bigint[], daily_debit_caps bigint[], zones text[], metadata jsonb[]) to akawo_app;
grant execute on function ledger.record_head(format integer, block bigint, hash bytea, total bigint, signed_at timestamp with time zone, signature bytea) to akawo_app;
grant execute on function ledger.seal(format integer, number bigint, previous bytea, sealed_at timestamp with time zone, total bigint, root bytea, hash bytea, posting_ids uuid[], leaves bytea) to akawo_app;
grant execute on function ledger.write(at timestamp with time zone, ids uuid[], kinds ledger.posting_kind[], reference_names text[], fingerprints bytea[], effective timestamp with time zone[], metadata jsonb[], hold_ids uuid[], originals uuid[], expiries timestamp with time zone[], reasons text[], entry_postings integer[], legs smallint[], entry_accounts uuid[], sequences bigint[], amounts bigint[], helds bigint[], posteds_after bigint[], helds_after bigint[]) to akawo_app;
grant execute on function platform.own_a_transaction_id() to public;
grant execute on function platform.prune_events(keep interval, at_most integer) to akawo_app;
