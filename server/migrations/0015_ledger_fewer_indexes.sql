-- The postings of a hold are asked for by nobody but the verification, which goes over all of them once; every hold and capture paid for it.
drop index ledger.postings_hold_id;

-- A posting names the accounts of its entries, by leg: so its entries are found where each account has them, and every entry is spared an
-- index of its own for that.
alter table ledger.postings add column accounts uuid[];
-- The guards come back with guards.sql.
drop trigger if exists postings_stay on ledger.postings;
update ledger.postings p
set accounts = (select array_agg(e.account_id order by e.leg) from ledger.entries e where e.posting_id = p.id);
alter table ledger.postings alter column accounts set not null;
alter table ledger.entries drop constraint entries_posting_id_leg_key;
