-- The only ways for the application to lock, write or change anything here. The guards see to it that no argument can lie.

-- Locks every account that a batch touches, in the order of their ids. The last row, which is there even if no account is found, says what
-- time it is once all are locked, and where the named holds stand: its statement sees what whoever had the locks before us has committed.
-- An account that moved after this transaction began says when; what is written next is recorded at the latest of these times.
create or replace function ledger.lock_accounts(named uuid[], of_holds uuid[], of_postings uuid[])
returns table (
  at timestamptz, holds json, id uuid, currency ledger.currency, zone text, floor ledger.amount, ceiling ledger.amount,
  daily_debit_cap ledger.size, frozen_debits boolean, frozen_credits boolean, posted ledger.amount, held ledger.size, sequence bigint,
  debited ledger.size, debited_on date
)
language plpgsql security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  if cardinality(of_holds) > 0 then
    named := named || array(select account_id from ledger.holds where id = any (of_holds));
  end if;
  if cardinality(of_postings) > 0 then
    named := named || array(select unnest(accounts) from ledger.postings where id = any (of_postings));
  end if;
  return query
    select
      case when moved_at > now() then moved_at end, null::json, id, currency, zone, floor, ceiling, daily_debit_cap, frozen_debits,
      frozen_credits, posted, held, sequence, debited, debited_on
    from ledger.accounts
    where id = any (named)
    order by id
    for no key update;
  if cardinality(of_holds) > 0 then
    select json_agg(h) into holds
    from (select id, account_id, amount, captured, released, expires_at, state from ledger.holds where id = any (of_holds)) h;
  end if;
  at := greatest(clock_timestamp(), now());
  return next;
end
$$;

-- Writes a batch that was decided on accounts that are locked, or on what the writer remembers of them; the guards refuse it if they do not
-- stand there any more. Entries come by posting and leg: `last_entries` says which is a posting's last one, and `entry_postings` by number
-- which posting an entry belongs to.
create or replace function ledger.write(
  at timestamptz,
  ids uuid[], kinds ledger.posting_kind[], reference_names text[], fingerprints bytea[], effective timestamptz[], metadata jsonb[],
  hold_ids uuid[], originals uuid[], expiries timestamptz[], reasons text[], despites boolean[], last_entries int[],
  entry_postings int[], legs smallint[], entry_accounts uuid[], sequences bigint[],
  amounts bigint[], helds bigint[], posteds_after bigint[], helds_after bigint[], patience text
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
set plan_cache_mode = force_generic_plan
as $$
declare
  this_batch bigint := pg_current_xact_id()::text::bigint;
begin
  -- Whoever remembers the accounts tells the time from memory too, and rather a moment ahead. A call that comes much later than that was
  -- lost on the way, and its caller has been told that nobody knows.
  if at < least(now(), clock_timestamp() - interval '1 second') or at > clock_timestamp() + interval '50 ms' then
    perform from ledger.accounts where id = any (entry_accounts) and moved_at = at;
    if not found then
      raise exception 'not the time at which the accounts were read' using errcode = 'check_violation', constraint = 'recorded_now';
    end if;
  end if;
  -- Who has locked nothing waits for nobody: whoever keeps an account that we remember is about to move it, and may be waiting for one of
  -- our postings, if it is his as well.
  if patience is not null then perform set_config('lock_timeout', patience, true); end if;
  -- Each posting has a first leg and none has it twice: so it is enough to count them.
  if cardinality(array_positions(legs, 1::smallint)) < cardinality(ids) then
    raise exception 'a posting has no entries' using errcode = 'check_violation', constraint = 'postings_have_entries';
  end if;

  insert into ledger.postings (
    id, batch, recorded_at, effective_at, hold_id, reverses, expires_at, because, despite_freeze, accounts, kind, reference,
    fingerprint, metadata
  )
  select
    ids[i], this_batch, at, coalesce(effective[i], at), hold_ids[i], originals[i], expiries[i], reasons[i],
    despites[i], entry_accounts[coalesce(last_entries[i - 1], 0) + 1 : last_entries[i]], kinds[i], reference_names[i],
    fingerprints[i], coalesce(metadata[i], '{}')
  from generate_subscripts(ids, 1) i;

  insert into ledger.entries (
    account_id, posting_id, sequence, recorded_at, effective_at, amount, held, posted_after, held_after, leg
  )
  select
    entry_accounts[i], ids[entry_postings[i]], sequences[i], at, coalesce(effective[entry_postings[i]], at), amounts[i], helds[i],
    posteds_after[i], helds_after[i], legs[i]
  from generate_subscripts(legs, 1) i
  -- Neighbours in the index of accounts are written one after the other.
  order by entry_accounts[i];

  -- Nothing is committed before the moment at which it happened, or the past of that moment would change under those who have read it.
  -- Sleeping takes a millisecond at the least.
  while at > clock_timestamp() and at < clock_timestamp() + interval '50 ms' loop
    if at > clock_timestamp() + interval '1 ms' then perform pg_sleep(0.001); end if;
  end loop;
end
$$;

-- Opens the accounts that are not there yet. An account is the same if its kind, owner, currency and stripe are.
create or replace function ledger.open_accounts(
  ids uuid[], kinds text[], owners text[], currencies text[], stripes int[],
  floors bigint[], ceilings bigint[], daily_debit_caps bigint[], zones text[], metadata jsonb[]
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
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
$$;

-- Sets the terms that are named and leaves the others; who, why, before and after are written down with it.
create or replace function ledger.change_terms(account uuid, terms jsonb, by_whom text, why text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
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
$$;

revoke execute on all functions in schema ledger from public;
grant execute on function
  ledger.entries_of,
  ledger.lock_accounts,
  ledger.write,
  ledger.open_accounts,
  ledger.change_terms
to akawo_app;
