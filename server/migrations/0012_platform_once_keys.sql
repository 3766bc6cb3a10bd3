-- The same keys as before. A bounded repetition is a machine of 255 states, which took longer to run than all else that a payment writes.
alter table platform.idempotency_keys
  drop constraint idempotency_keys_key_check,
  add constraint idempotency_keys_key_check check (length(key) between 1 and 255 and key !~ '[^!-~]');
