-- The postings of a hold are asked for by nobody but the verification, which goes over all of them once; every hold and capture paid for it.
drop index ledger.postings_hold_id;
