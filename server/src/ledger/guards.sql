-- What holds for everybody, the owner included. An entry moves its account and its hold, nothing else can move them, and what is written
-- stays written. Plans here never read a table from end to end: they are made while it is small and used when it is large.

-- A sum that stays a bigint, and fails where it would not fit: PostgreSQL's own goes by way of numeric.
create or replace aggregate ledger.total(bigint) (sfunc = pg_catalog.int8pl, stype = bigint, initcond = '0');

-- The entries of a posting, found where each of its accounts has them. It has no settings of its own, or it would not become a part of the
-- plan of whoever asks.
create or replace function ledger.entries_of(posting ledger.postings) returns setof ledger.entries
language sql stable
as $$
  select e.*
  from unnest(posting.accounts) account_id
  join ledger.entries e using (account_id)
  where e.recorded_at = posting.recorded_at and e.posting_id = posting.id
$$;

create or replace function ledger.refuse() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception '%', tg_argv[1] using errcode = tg_argv[0], schema = tg_table_schema, table = tg_table_name, constraint = tg_name;
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
  cross join lateral ledger.entries_of(r) taken
  join ledger.postings p on p.id = original.id
  left join lateral ledger.entries_of(p) e on e.account_id = taken.account_id
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

-- Accounts are moved in the order of their ids, which is that of locking them: hence no plan here may group by hashing.
create or replace function ledger.follow_entries() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
set enable_hashagg = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
set plan_cache_mode = force_generic_plan
as $$
declare
  this_batch bigint := pg_current_xact_id()::text::bigint;
  at timestamptz;
  is_sound boolean;
  is_unequal boolean;
  is_holding boolean;
  is_unheld boolean;
  is_reversing boolean;
  is_mixed boolean;
  several uuid[];
  limit_passed text;
begin
  -- Every entry is the leg of a posting of this transaction for which the posting names its account, no leg is missing, and all of one
  -- statement are recorded at one time.
  select
    ledger.total(e.entries) = (select count(*) from added) and min(p.recorded_at) = max(p.recorded_at),
    max(p.recorded_at),
    bool_or(e.amount <> 0),
    bool_or(e.is_holding),
    bool_or(e.is_holding <> (p.kind in ('hold', 'capture', 'release'))),
    bool_or(p.kind = 'reverse')
  into is_sound, at, is_unequal, is_holding, is_unheld, is_reversing
  from (
    select
      posting_id, count(*) as entries, array_agg(account_id order by leg) as accounts, ledger.total(amount) as amount,
      min(recorded_at) as first_recorded, max(recorded_at) as last_recorded,
      min(effective_at) as first_effective, max(effective_at) as last_effective,
      bool_and(amount <> 0 or held <> 0) and min(leg) = 1 and max(leg) = count(*) and count(distinct leg) = count(*) as is_sound,
      bool_or(held <> 0) as is_holding
    from added
    group by posting_id
  ) e
  join ledger.postings p on p.id = e.posting_id
  where p.batch = this_batch
    and p.accounts = e.accounts
    and p.recorded_at = e.first_recorded
    and p.recorded_at = e.last_recorded
    and p.effective_at = e.first_effective
    and p.effective_at = e.last_effective
    and e.is_sound;

  if is_sound then
    -- The entries of an account begin where it stands. One that does not stand there, because somebody was faster or because its entries
    -- are made up, is not updated, and they are missed in the count. Limits bind each entry that moves away from them: whoever is beyond one
    -- that was changed may stay and may come closer.
    with account as (
      update ledger.accounts a
      set
        posted = a.posted + c.amount,
        held = a.held + c.held,
        sequence = c.sequence,
        moved_at = at,
        debited = case
          when c.debited = 0 or a.debited_on >= (at at time zone a.zone)::date then a.debited + c.debited
          else c.debited
        end,
        debited_on = case
          when c.debited = 0 then a.debited_on
          else greatest(a.debited_on, (at at time zone a.zone)::date)
        end
      from (
        select
          account_id, count(*) as entries, max(sequence) as sequence, max(posted_after) as posted_after, max(held_after) as held_after,
          ledger.total(amount) as amount, ledger.total(held) as held,
          min(posted_after - held_after) filter (where amount < held) as lowest, max(posted_after) filter (where amount > 0) as highest,
          ledger.total(-amount) filter (
            where amount < 0 and not (is_reversing and exists (
              select from ledger.postings p where p.id = posting_id and p.kind = 'reverse'
            ))
          ) as debited
        from added
        group by account_id
      ) c
      where a.id = c.account_id
        and a.sequence = c.sequence - c.entries
        and a.moved_at <= at
        and (c.entries > 1 or c.posted_after = a.posted + c.amount and c.held_after = a.held + c.held)
      returning
        a.id, a.currency, c.entries,
        case
          when a.posted - a.held < -9007199254740991 then 'range'
          when c.lowest < a.floor then 'floor'
          when c.highest > a.ceiling then 'ceiling'
          when a.daily_debit_cap is not null and c.debited + c.held > 0
            and a.held + case when a.debited_on >= (at at time zone a.zone)::date then a.debited else 0 end > a.daily_debit_cap
            then 'daily_debit_cap'
          when (a.frozen_debits or a.frozen_credits) and exists (
            select
            from added e
            join ledger.postings p on p.id = e.posting_id
            where e.account_id = a.id
              and p.despite_freeze is not true
              and (a.frozen_debits and (e.amount < 0 or e.held > 0) or a.frozen_credits and e.amount > 0)
          ) then 'freeze'
        end as limit_passed
    )
    select
      ledger.total(entries) = (select count(*) from added), min(currency) <> max(currency), max(account.limit_passed),
      array_agg(id) filter (where entries > 1)
    into is_sound, is_mixed, limit_passed, several
    from account;

    -- Where an account has several entries, each ends where the next one begins, and the last one where the account stands now.
    if is_sound and several is not null then
      perform
      from (
        select
          account_id, sequence, posted_after, held_after,
          lead(sequence - 1) over account as next_sequence,
          lead(posted_after - amount) over account as next_posted,
          lead(held_after - held) over account as next_held
        from added
        where account_id = any (several)
        window account as (partition by account_id order by sequence)
      ) e
      where case
        when next_sequence is not null then sequence <> next_sequence or posted_after <> next_posted or held_after <> next_held
        else not exists (
          select
          from ledger.accounts a
          where a.id = e.account_id and a.sequence = e.sequence and a.posted = e.posted_after and a.held = e.held_after
        )
      end;
      is_sound := not found;
    end if;
  end if;

  if is_sound is not true then
    raise exception 'entries do not continue their accounts'
      using errcode = 'integrity_constraint_violation', constraint = 'entries_continue';
  end if;
  if limit_passed is not null then
    raise exception 'an account is beyond its %', limit_passed using errcode = 'check_violation', constraint = limit_passed || '_kept';
  end if;

  if is_mixed then
    perform
    from added e
    join ledger.accounts a on a.id = e.account_id
    group by e.posting_id, a.currency
    having ledger.total(e.amount) <> 0;
    is_unequal := found;
  end if;
  if is_unequal then
    raise exception 'legs do not sum to zero' using errcode = 'check_violation', constraint = 'legs_sum_to_zero';
  end if;

  -- Each hold that the postings made, captured or released follows their entries.
  if is_holding then
    with change as (
      select
        p.hold_id, e.account_id,
        max(p.expires_at) as expires_at,
        ledger.total(e.held) filter (where p.kind = 'hold') as opened,
        ledger.total(-e.amount) filter (where p.kind = 'capture') as captured,
        ledger.total(e.amount - e.held) filter (where p.kind in ('capture', 'release')) as released,
        (array_agg(coalesce(p.because, 'captured') order by e.sequence desc))[1] as ending,
        bool_and(
          case p.kind
            when 'hold' then e.amount = 0 and e.held > 0
            when 'capture' then e.amount < 0 and e.held <= e.amount
            when 'release' then e.amount = 0 and e.held < 0
            else false
          end
        ) as is_sound
      from added e
      join ledger.postings p on p.id = e.posting_id
      where e.held <> 0
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
    ),
    moved as (
      update ledger.holds h
      set
        captured = h.captured + c.captured,
        released = h.released + c.released,
        due_at = case when h.captured + h.released + c.captured + c.released < h.amount then h.due_at end,
        state = case when h.captured + h.released + c.captured + c.released < h.amount then 'open' else c.ending end
      from change c
      -- Found by its id and nothing else, whatever the plan: one made while there were few holds would read all of them for every batch.
      cross join lateral (select ctid, account_id from ledger.holds where id = c.hold_id offset 0) found
      where h.ctid = found.ctid and found.account_id = c.account_id and c.opened = 0 and c.is_sound
      returning h.id
    )
    select (select count(*) from change) <> (select count(*) from made) + (select count(*) from moved) or is_unheld into is_unheld;
  end if;
  if is_unheld then
    raise exception 'held money does not belong to a hold of its account'
      using errcode = 'integrity_constraint_violation', constraint = 'held_by_a_hold';
  end if;

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

revoke execute on function ledger.refuse(), ledger.total(bigint), ledger.check_reversals(uuid[]), ledger.follow_entries() from public;
