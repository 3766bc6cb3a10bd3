-- The holds of an account are found by the entries that made them. Only the checks ask for them, and every hold paid for the index.
drop index ledger.holds_account_id;

-- Whoever locks accounts is told of the holds at once.
drop function if exists ledger.lock_accounts(uuid[], uuid[], uuid[]);
drop function if exists ledger.read_holds(uuid[]);
