-- What is known of these keys, by their places among those asked for. Each is found by itself, whatever the planner may think of a table
-- that was small when it looked: nearly all keys are new, and none of them is worth reading the table for.
create or replace function platform.recall_answers(callers text[], keys text[])
returns table (place bigint, route text, body_hash bytea, status smallint, body text)
language plpgsql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
    select w.place, known.route, known.body_hash, answer.status, answer.body
    from unnest(callers, keys) with ordinality as w (caller, key, place)
    cross join lateral (
      select route, body_hash from platform.idempotency_keys where caller = w.caller and key = w.key limit 1
    ) known
    left join lateral (
      select status, body from platform.idempotency_answers where caller = w.caller and key = w.key limit 1
    ) answer on true;
end
$$;
