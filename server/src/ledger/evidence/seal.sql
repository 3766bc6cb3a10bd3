-- Blocks and heads are added, never changed. Whether a hash is right is not for the database to say: that is what the proof against a
-- database that was tampered with cannot rest on.

create or replace trigger blocks_stay before update or delete or truncate on ledger.blocks
for each statement execute function ledger.refuse('restrict_violation', 'blocks are never changed or removed');
alter table ledger.blocks enable always trigger blocks_stay;

create or replace trigger heads_stay before update or delete or truncate on ledger.heads
for each statement execute function ledger.refuse('restrict_violation', 'heads are never changed or removed');
alter table ledger.heads enable always trigger heads_stay;

-- Adds the block that follows the last one. The primary key sees to it that only one does.
create or replace function ledger.seal(
  format int, number bigint, previous bytea, sealed_at timestamptz, total bigint, root bytea, hash bytea, posting_ids uuid[],
  leaves bytea
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
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
$$;

create or replace function ledger.record_head(
  format int, block bigint, hash bytea, total bigint, signed_at timestamptz, signature bytea
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
begin
  perform from ledger.blocks b where b.number = record_head.block and b.hash = record_head.hash and b.total = record_head.total;
  if not found then
    raise exception 'the head is not a block of the chain' using errcode = 'integrity_constraint_violation', constraint = 'heads_exist';
  end if;
  insert into ledger.heads (format, block, hash, total, signed_at, signature)
  values (format, block, hash, total, signed_at, signature);
end
$$;

-- A time as the canonical bytes have it: microseconds since 1970, without rounding; the ends of time are the ends of int8.
create or replace function ledger.microseconds(at timestamptz) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp
return case at
  when 'infinity' then '9223372036854775807'
  when '-infinity' then '-9223372036854775808'
  else (extract(epoch from at) * 1000000)::bigint::text
end;

revoke execute on function ledger.seal, ledger.record_head, ledger.microseconds from public;
grant execute on function ledger.seal, ledger.record_head, ledger.microseconds to akawo_app;
