-- What is remembered of a wallet and of who owns it is of one version of the wallet's row, so whatever a payment asks about them makes a new
-- one when it changes: the wallet's own columns by themselves, everything else by these triggers.
create or replace function wallet.renew_versions_of(person uuid) returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  -- Whoever opens a wallet has the person locked as well: his wallet would be missed, with what it was found with until now.
  perform from identity.people where id = person for no key update;
  -- In the order in which everybody takes several wallets, or two of them could wait for each other in a circle.
  perform from wallet.wallets where person_id = person order by id for no key update;
  update wallet.wallets set is_active = is_active where person_id = person;
end
$$;

create or replace function wallet.renew_versions() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  case tg_table_name
    when 'people' then perform wallet.renew_versions_of(new.id);
    when 'pins' then perform wallet.renew_versions_of(coalesce(new.person_id, old.person_id));
    when 'limit_overrides' then update wallet.wallets set is_active = is_active where id = coalesce(new.wallet_id, old.wallet_id);
  end case;
  return null;
end
$$;

revoke execute on function wallet.renew_versions(), wallet.renew_versions_of(uuid) from public;

create or replace trigger renew_versions after update of first_name, last_name, email, phone_number, tier, banned_at on identity.people
for each row execute function wallet.renew_versions();

create or replace trigger renew_versions after insert or delete on identity.pins
for each row execute function wallet.renew_versions();

create or replace trigger renew_versions after insert or update or delete on wallet.limit_overrides
for each row execute function wallet.renew_versions();

-- Refuses to write by what is remembered of wallets if any of them is of another version by now.
create or replace function wallet.refuse_outdated(wallets uuid[], versions xid[]) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
set plan_cache_mode = force_generic_plan
as $$
begin
  perform
  from unnest(wallets, versions) as remembered (id, version)
  where not exists (select from wallet.wallets w where w.id = remembered.id and w.xmin = remembered.version);
  if found then
    raise exception 'a wallet is not as it is remembered' using errcode = 'check_violation', schema = 'wallet', constraint = 'sides_stand';
  end if;
end
$$;
