-- The paying and the receiving side of many payments, in the order of the questions. Each row is found by its key, whatever the planner may
-- think of so few questions, and nothing is planned twice: for a single payment planning would take longer than looking.
create or replace function wallet.find_sides(payers uuid[], wallet_numbers text[], emails text[], phone_numbers text[], currencies text[])
returns table (
  payer_wallet_id uuid, payer_account_id uuid, payer_currency text, payer_name text, payer_is_active boolean, payer_tier smallint,
  payer_has_pin boolean, payer_per_transaction bigint, payer_has_override boolean, payer_is_overdue boolean, payer_version xid,
  receiver_wallet_id uuid, receiver_person_id uuid, receiver_account_id uuid, receiver_currency text, receiver_name text,
  receiver_has_override boolean, receiver_is_overdue boolean, receiver_version xid
)
language plpgsql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
    select
      p.id as payer_wallet_id, p.account_id as payer_account_id, p.currency as payer_currency,
      pp.first_name || ' ' || pp.last_name as payer_name, p.is_active as payer_is_active, pp.tier as payer_tier,
      exists (select from identity.pins where person_id = q.payer) as payer_has_pin,
      po.per_transaction as payer_per_transaction, po.is_overdue is not null as payer_has_override,
      coalesce(po.is_overdue, false) as payer_is_overdue, p.xmin as payer_version,
      r.id as receiver_wallet_id, r.person_id as receiver_person_id, r.account_id as receiver_account_id, r.currency as receiver_currency,
      rp.first_name || ' ' || rp.last_name as receiver_name, ro.is_overdue is not null as receiver_has_override,
      coalesce(ro.is_overdue, false) as receiver_is_overdue, r.xmin as receiver_version
    from unnest(payers, wallet_numbers, emails, phone_numbers, currencies)
      with ordinality as q (payer, wallet_number, email, phone_number, currency, position)
    left join lateral (select id, person_id, currency from wallet.wallets where number = q.wallet_number limit 1) n on true
    left join lateral (
      select id, account_id, currency, is_active, xmin
      from wallet.wallets
      where person_id = q.payer
        and case when coalesce(q.currency, n.currency) is null then is_default else currency = coalesce(q.currency, n.currency) end
      limit 1
    ) p on true
    left join lateral (select first_name, last_name, tier from identity.people where id = q.payer limit 1) pp on true
    left join lateral (
      select id, first_name, last_name
      from identity.people
      where banned_at is null and id = coalesce(
        n.person_id,
        (select id from identity.people where email = q.email),
        (select id from identity.people where phone_number = q.phone_number)
      )
      limit 1
    ) rp on true
    left join lateral (
      select id, person_id, account_id, currency, xmin
      from wallet.wallets
      where person_id = rp.id and (n.id is null or id = n.id) and currency = coalesce(n.currency, p.currency)
      limit 1
    ) r on true
    left join lateral (
      select
        max(amount) filter (where limit_name = 'per_transaction' and expires_at > clock_timestamp()) as per_transaction,
        bool_or(expires_at <= clock_timestamp()) as is_overdue
      from wallet.limit_overrides
      where wallet_id = p.id and ended_at is null
    ) po on true
    left join lateral (
      select bool_or(expires_at <= clock_timestamp()) as is_overdue
      from wallet.limit_overrides
      where wallet_id = r.id and ended_at is null
    ) ro on true
    order by q.position;
end
$$;
