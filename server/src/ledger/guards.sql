-- What holds for everybody, the owner included. An entry moves its account and its hold, nothing else can move them, and what is written
-- stays written. Plans here never read a table from end to end: they are made while it is small and used when it is large.

create or replace function ledger.refuse() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception '%', tg_argv[1] using errcode = tg_argv[0], schema = tg_table_schema, table = tg_table_name, constraint = tg_name;
end
$$;

-- Each hold that the postings made, captured or released follows their entries.
create or replace function ledger.move_holds(moving uuid[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
set plan_cache_mode = force_generic_plan
as $$
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
$$;

-- Reversals of a posting, all taken together, take back from no account more than the posting did to it.
create or replace function ledger.check_reversals(moving uuid[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
set plan_cache_mode = force_generic_plan
as $$
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
$$;

create or replace function ledger.follow_entries() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
set plan_cache_mode = force_generic_plan
as $$
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
$$;

create or replace trigger follow_entries after insert on ledger.entries
referencing new table as added for each statement execute function ledger.follow_entries();

create or replace trigger entries_stay before update or delete or truncate on ledger.entries
for each statement execute function ledger.refuse('restrict_violation', 'entries are never changed or removed');
alter table ledger.entries enable always trigger entries_stay;

create or replace trigger postings_stay before update or delete or truncate on ledger.postings
for each statement execute function ledger.refuse('restrict_violation', 'postings are never changed or removed');
alter table ledger.postings enable always trigger postings_stay;

create or replace trigger account_changes_stay before update or delete or truncate on ledger.account_changes
for each statement execute function ledger.refuse('restrict_violation', 'what was done to an account is never changed or removed');
alter table ledger.account_changes enable always trigger account_changes_stay;

create or replace trigger holds_follow_entries before insert or update or delete or truncate on ledger.holds
for each statement when (pg_trigger_depth() = 0)
execute function ledger.refuse('restrict_violation', 'holds move with entries only');

create or replace trigger accounts_stay before delete or truncate on ledger.accounts
for each statement execute function ledger.refuse('restrict_violation', 'accounts are never removed');
alter table ledger.accounts enable always trigger accounts_stay;

create or replace trigger accounts_begin_empty before insert on ledger.accounts
for each row when (new.posted <> 0 or new.held <> 0 or new.sequence <> 0 or new.debited <> 0)
execute function ledger.refuse('restrict_violation', 'an account begins empty');

create or replace trigger accounts_keep_identity before update of id, kind, owner, currency, stripe, created_at on ledger.accounts
for each statement execute function ledger.refuse('restrict_violation', 'an account stays what it was opened as');

create or replace trigger balances_follow_entries before update of posted, held, sequence, debited, debited_on, moved_at on ledger.accounts
for each statement when (pg_trigger_depth() = 0)
execute function ledger.refuse('restrict_violation', 'balances move with entries only');

revoke execute on function ledger.refuse(), ledger.move_holds(uuid[]), ledger.check_reversals(uuid[]), ledger.follow_entries() from public;
