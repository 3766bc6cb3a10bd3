-- Refuses to write beside an override that has run out and of which the account does not know yet.
create or replace function wallet.refuse_overdue(accounts uuid[], at timestamptz) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
begin
  perform
  from wallet.limit_overrides o
  join wallet.wallets w on w.id = o.wallet_id
  where o.ended_at is null and o.expires_at <= at and w.account_id = any (accounts);
  if found then
    raise exception 'an override ran out while the order was waiting'
      using errcode = 'check_violation', constraint = 'override_running';
  end if;
end
$$;
