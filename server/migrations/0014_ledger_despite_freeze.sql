-- True if the command was allowed to pass a freeze, else null: the guards ask for it, and it is worth knowing later.
alter table ledger.postings add column despite_freeze boolean;

drop function if exists ledger.write(
  timestamptz, uuid[], ledger.posting_kind[], text[], bytea[], timestamptz[], jsonb[], uuid[], uuid[], timestamptz[], text[],
  int[], smallint[], uuid[], bigint[], bigint[], bigint[], bigint[], bigint[]
);
