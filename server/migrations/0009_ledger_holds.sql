-- Almost every hold is changed once: with half of each page left free, its new state stays on its page and costs no index anything.
alter table ledger.holds set (fillfactor = 50);

-- What holds did by themselves, they do in `follow_entries` now.
drop function if exists ledger.move_holds(uuid[]);
