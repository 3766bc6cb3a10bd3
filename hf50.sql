alter table ledger.holds set (fillfactor = 50);
