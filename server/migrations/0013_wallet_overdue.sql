-- Every batch asks whether an override of its wallets has run out; nearly always none of anybody's has.
create index limit_overrides_overdue on wallet.limit_overrides (expires_at) where ended_at is null;
