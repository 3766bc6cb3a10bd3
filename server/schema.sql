-- The whole database after every migration. Generated for reading and for the drift check; the truth is in migrations/.

create schema identity;
create schema ledger;
create schema platform;
create schema wallet;
create domain ledger.amount as bigint
  constraint amount_check CHECK (((VALUE >= '-9007199254740991'::bigint) AND (VALUE <= '9007199254740991'::bigint)));
create domain ledger.currency as text
  constraint currency_check CHECK ((VALUE ~ '^[A-Z]{3}$'::text));
create domain ledger.fingerprint as bytea
  constraint fingerprint_check CHECK ((length(VALUE) = 32));
create type ledger.posting_kind as enum ('post', 'hold', 'capture', 'release', 'reverse');
create domain ledger.reference as text
  constraint reference_check CHECK (((length(VALUE) >= 1) AND (length(VALUE) <= 255)));
create domain ledger.size as bigint
  constraint size_check CHECK (((VALUE >= 0) AND (VALUE <= '9007199254740991'::bigint)));
create table identity.api_keys (
  id uuid not null,
  person_id uuid not null,
  name text not null,
  permissions text[] not null collate "C",
  hash bytea not null,
  preview text not null collate "C",
  allowed_addresses cidr[],
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  revoked_because text collate "C"
);
create table identity.devices (
  token text not null collate "C",
  person_id uuid not null,
  platform text not null collate "C",
  created_at timestamp with time zone not null default now(),
  seen_at timestamp with time zone not null default now()
);
create table identity.external_identities (
  provider text not null collate "C",
  subject text not null collate "C",
  person_id uuid not null,
  email text collate "C",
  linked_at timestamp with time zone not null default now()
);
create table identity.known_devices (
  person_id uuid not null,
  fingerprint bytea not null,
  first_seen_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now()
);
create table identity.mail_codes (
  id uuid not null,
  person_id uuid not null,
  purpose text not null collate "C",
  email text not null collate "C",
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone
);
create table identity.people (
  id uuid not null,
  email text not null collate "C",
  email_verified_at timestamp with time zone,
  phone_number text collate "C",
  first_name text not null,
  last_name text not null,
  password_hash text collate "C",
  password_changed_at timestamp with time zone,
  role text not null default 'user'::text collate "C",
  tier smallint not null default 1,
  avatar text collate "C",
  referral_code text not null collate "C",
  referred_by uuid,
  banned_at timestamp with time zone,
  ban_reason text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
create table identity.pin_tokens (
  hash bytea not null,
  person_id uuid not null,
  session_id uuid not null,
  intent_hash bytea not null,
  expires_at timestamp with time zone not null,
  spent_at timestamp with time zone
);
create table identity.pins (
  person_id uuid not null,
  hash text not null collate "C",
  set_at timestamp with time zone not null default now(),
  tries smallint not null default 0,
  locks smallint not null default 0,
  locked_until timestamp with time zone
);
create table identity.security_events (
  id uuid not null,
  person_id uuid not null,
  at timestamp with time zone not null default now(),
  kind text not null collate "C",
  done_by uuid,
  session_id uuid,
  address text,
  user_agent text,
  request_id text,
  details jsonb not null default '{}'::jsonb
);
create table identity.sessions (
  id uuid not null,
  person_id uuid not null,
  api_key_id uuid,
  created_at timestamp with time zone not null default now(),
  address text not null,
  user_agent text not null,
  refresh_number integer not null default 0,
  refreshed_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_because text collate "C"
);
create table identity.token_keys (
  number integer not null,
  created_at timestamp with time zone not null default now()
);
create table ledger.account_changes (
  id bigint not null generated always as identity,
  account_id uuid not null,
  changed_at timestamp with time zone not null default clock_timestamp(),
  changed_by text not null,
  reason text not null,
  before jsonb not null,
  after jsonb not null
);
create table ledger.accounts (
  id uuid not null,
  kind text not null collate "C",
  owner text collate "C",
  currency ledger.currency not null collate "C",
  stripe smallint not null default 0,
  created_at timestamp with time zone not null default now(),
  metadata jsonb not null default '{}'::jsonb,
  zone text not null default 'Africa/Lagos'::text collate "C",
  floor ledger.amount,
  ceiling ledger.amount,
  daily_debit_cap ledger.size,
  frozen_debits boolean not null default false,
  frozen_credits boolean not null default false,
  posted ledger.amount not null default 0,
  held ledger.size not null default 0,
  sequence bigint not null default 0,
  debited ledger.size not null default 0,
  debited_on date,
  moved_at timestamp with time zone not null default '-infinity'::timestamp with time zone
) with (fillfactor=50);
create table ledger.blocks (
  number bigint not null,
  format smallint not null,
  previous ledger.fingerprint not null,
  sealed_at timestamp with time zone not null,
  count integer not null,
  total bigint not null,
  root ledger.fingerprint not null,
  first_posting uuid not null,
  last_posting uuid not null,
  hash ledger.fingerprint not null,
  posting_ids uuid[] not null,
  leaves bytea not null
);
create table ledger.entries (
  account_id uuid not null,
  posting_id uuid not null,
  sequence bigint not null,
  recorded_at timestamp with time zone not null,
  effective_at timestamp with time zone not null,
  amount ledger.amount not null,
  held ledger.amount not null,
  posted_after ledger.amount not null,
  held_after ledger.size not null,
  leg smallint not null
);
create table ledger.heads (
  format smallint not null,
  block bigint not null,
  hash ledger.fingerprint not null,
  total bigint not null,
  signed_at timestamp with time zone not null,
  signature bytea not null
);
create table ledger.holds (
  id uuid not null,
  account_id uuid not null,
  amount ledger.size not null,
  captured ledger.size not null,
  released ledger.size not null,
  expires_at timestamp with time zone,
  due_at timestamp with time zone,
  state text not null collate "C"
) with (fillfactor=50);
create table ledger.postings (
  id uuid not null,
  batch bigint not null,
  recorded_at timestamp with time zone not null,
  effective_at timestamp with time zone not null,
  hold_id uuid,
  reverses uuid,
  expires_at timestamp with time zone,
  because text collate "C",
  kind ledger.posting_kind not null,
  reference ledger.reference not null collate "C",
  fingerprint ledger.fingerprint not null,
  metadata jsonb not null default '{}'::jsonb,
  despite_freeze boolean,
  accounts uuid[] not null
);
create table platform.event_cursors (
  reader text not null,
  types text[],
  "position" bigint not null,
  fence bigint not null default 0,
  holder text,
  leased_until timestamp with time zone not null default '-infinity'::timestamp with time zone,
  moved_at timestamp with time zone not null default now()
);
create table platform.event_failures (
  reader text not null,
  event_id bigint not null,
  type text not null,
  error jsonb not null,
  attempts integer not null,
  failed_at timestamp with time zone not null default now()
);
create table platform.events (
  id bigint not null generated always as identity,
  type text not null,
  subject text,
  owner text,
  data jsonb not null,
  correlation_id text,
  traceparent text,
  recorded_at timestamp with time zone not null default now()
);
create table platform.idempotency_answers (
  caller text not null collate "C",
  key text not null collate "C",
  status smallint not null,
  body text not null,
  answered_at timestamp with time zone not null default now()
);
create table platform.idempotency_keys (
  caller text not null collate "C",
  key text not null collate "C",
  route text not null collate "C",
  body_hash bytea not null,
  created_at timestamp with time zone not null default now()
);
create table platform.job_schedules (
  name text not null,
  due_until timestamp with time zone not null
);
create table platform.limit_counts (
  rule text not null,
  subject text not null,
  most integer not null,
  span interval not null,
  taken timestamp with time zone[] not null,
  idle_at timestamp with time zone not null
);
create table platform.migrations (
  name text not null,
  hash text not null,
  applied_at timestamp with time zone not null default now()
);
create table wallet.bulk_lines (
  bulk_id uuid not null,
  number integer not null,
  request jsonb not null,
  status text not null default 'pending'::text collate "C",
  transaction_id uuid,
  failure jsonb
);
create table wallet.bulk_transfers (
  id uuid not null,
  person_id uuid not null,
  wallet_id uuid not null,
  is_atomic boolean not null,
  status text not null collate "C",
  lines integer not null,
  done integer not null default 0,
  failed integer not null default 0,
  created_at timestamp with time zone not null default now(),
  completed_at timestamp with time zone
);
create table wallet.fee_schedules (
  id integer not null generated always as identity,
  operation text not null collate "C",
  currency text not null collate "C",
  effective_from timestamp with time zone not null,
  bands jsonb not null,
  vat_basis_points integer not null,
  stamp_duty bigint not null,
  stamp_duty_from bigint not null
);
create table wallet.limit_overrides (
  id uuid not null,
  wallet_id uuid not null,
  limit_name text not null collate "C",
  amount bigint not null,
  reason text not null,
  requested_by uuid not null,
  approved_by uuid not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone
);
create table wallet.parked_inflows (
  transaction_id uuid not null,
  wallet_id uuid not null,
  currency text not null collate "C",
  amount bigint not null,
  parked_at timestamp with time zone not null default now(),
  released_at timestamp with time zone,
  release_posting_id uuid
);
create table wallet.tier_limits (
  id integer not null generated always as identity,
  currency text not null collate "C",
  tier smallint not null,
  effective_from timestamp with time zone not null,
  per_transaction bigint,
  per_day bigint,
  balance bigint
);
create table wallet.transaction_steps (
  id uuid not null,
  transaction_id uuid not null,
  at timestamp with time zone not null default now(),
  step text not null collate "C",
  details jsonb not null default '{}'::jsonb
);
create table wallet.transactions (
  id uuid not null,
  reference text not null collate "C",
  type text not null collate "C",
  status text not null collate "C",
  currency text not null collate "C",
  amount bigint not null,
  fee bigint not null default 0,
  charges jsonb not null default '{}'::jsonb,
  fee_schedule_id integer,
  sender_wallet_id uuid,
  receiver_wallet_id uuid,
  sender_name text,
  receiver_name text,
  sender_balance_after bigint,
  receiver_balance_after bigint,
  narration text,
  provider text collate "C",
  provider_reference text collate "C",
  failure jsonb,
  metadata jsonb not null default '{}'::jsonb,
  bulk_id uuid,
  parked_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  completed_at timestamp with time zone
);
create table wallet.wallets (
  id uuid not null,
  person_id uuid not null,
  currency text not null collate "C",
  number text not null collate "C",
  account_id uuid not null,
  is_default boolean not null default false,
  is_active boolean not null default true,
  created_at timestamp with time zone not null default now()
);
alter table identity.api_keys add constraint api_keys_allowed_addresses_check CHECK (((cardinality(allowed_addresses) >= 1) AND (cardinality(allowed_addresses) <= 20)));
alter table identity.api_keys add constraint api_keys_check CHECK ((expires_at > created_at));
alter table identity.api_keys add constraint api_keys_hash_check CHECK ((length(hash) = 32));
alter table identity.api_keys add constraint api_keys_hash_key UNIQUE (hash);
alter table identity.api_keys add constraint api_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)));
alter table identity.api_keys add constraint api_keys_permissions_check CHECK ((((cardinality(permissions) >= 1) AND (cardinality(permissions) <= 5)) AND (permissions <@ ARRAY['read'::text, 'deposit'::text, 'transfer'::text, 'withdraw'::text, 'airtime'::text])));
alter table identity.api_keys add constraint api_keys_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.people(id);
alter table identity.api_keys add constraint api_keys_pkey PRIMARY KEY (id);
alter table identity.api_keys add constraint api_keys_revoked_because_check CHECK ((revoked_because = ANY (ARRAY['revoked'::text, 'rolled_over'::text, 'banned'::text, 'password_reset'::text])));
alter table identity.api_keys add constraint api_keys_revoked_for_a_reason CHECK (((revoked_at IS NULL) = (revoked_because IS NULL)));
alter table identity.devices add constraint devices_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.people(id);
alter table identity.devices add constraint devices_pkey PRIMARY KEY (token);
alter table identity.devices add constraint devices_platform_check CHECK ((platform = ANY (ARRAY['ios'::text, 'android'::text, 'web'::text])));
alter table identity.devices add constraint devices_token_check CHECK (((length(token) >= 1) AND (length(token) <= 4096)));
alter table identity.external_identities add constraint external_identities_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.people(id);
alter table identity.external_identities add constraint external_identities_person_id_provider_key UNIQUE (person_id, provider);
alter table identity.external_identities add constraint external_identities_pkey PRIMARY KEY (provider, subject);
alter table identity.external_identities add constraint external_identities_provider_check CHECK ((provider = ANY (ARRAY['google'::text, 'apple'::text])));
alter table identity.external_identities add constraint external_identities_subject_check CHECK (((length(subject) >= 1) AND (length(subject) <= 255)));
alter table identity.known_devices add constraint known_devices_fingerprint_check CHECK ((length(fingerprint) = 32));
alter table identity.known_devices add constraint known_devices_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.people(id);
alter table identity.known_devices add constraint known_devices_pkey PRIMARY KEY (person_id, fingerprint);
alter table identity.mail_codes add constraint mail_codes_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.people(id);
alter table identity.mail_codes add constraint mail_codes_pkey PRIMARY KEY (id);
alter table identity.mail_codes add constraint mail_codes_purpose_check CHECK ((purpose = ANY (ARRAY['verify_email'::text, 'reset_password'::text])));
alter table identity.people add constraint people_banned_for_a_reason CHECK (((banned_at IS NULL) = (ban_reason IS NULL)));
alter table identity.people add constraint people_email_check CHECK (((email = lower(email)) AND ((length(email) >= 3) AND (length(email) <= 254))));
alter table identity.people add constraint people_email_key UNIQUE (email);
alter table identity.people add constraint people_first_name_check CHECK (((length(first_name) >= 1) AND (length(first_name) <= 100)));
alter table identity.people add constraint people_last_name_check CHECK (((length(last_name) >= 1) AND (length(last_name) <= 100)));
alter table identity.people add constraint people_phone_number_check CHECK ((phone_number ~ '^\+[1-9][0-9]{6,14}$'::text));
alter table identity.people add constraint people_phone_number_key UNIQUE (phone_number);
alter table identity.people add constraint people_pkey PRIMARY KEY (id);
alter table identity.people add constraint people_refer_others CHECK ((referred_by <> id));
alter table identity.people add constraint people_referral_code_check CHECK ((referral_code ~ '^[2-9A-HJ-NP-Z]{8}$'::text));
alter table identity.people add constraint people_referral_code_key UNIQUE (referral_code);
alter table identity.people add constraint people_referred_by_fkey FOREIGN KEY (referred_by) REFERENCES identity.people(id);
alter table identity.people add constraint people_role_check CHECK ((role = ANY (ARRAY['user'::text, 'support'::text, 'admin'::text])));
alter table identity.people add constraint people_tier_check CHECK (((tier >= 1) AND (tier <= 3)));
alter table identity.pin_tokens add constraint pin_tokens_hash_check CHECK ((length(hash) = 32));
alter table identity.pin_tokens add constraint pin_tokens_intent_hash_check CHECK ((length(intent_hash) = 32));
alter table identity.pin_tokens add constraint pin_tokens_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.people(id);
alter table identity.pin_tokens add constraint pin_tokens_pkey PRIMARY KEY (hash);
alter table identity.pin_tokens add constraint pin_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES identity.sessions(id);
alter table identity.pins add constraint pins_locks_check CHECK (((locks >= 0) AND (locks <= 1000)));
alter table identity.pins add constraint pins_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.people(id);
alter table identity.pins add constraint pins_pkey PRIMARY KEY (person_id);
alter table identity.pins add constraint pins_tries_check CHECK (((tries >= 0) AND (tries <= 5)));
alter table identity.security_events add constraint security_events_done_by_fkey FOREIGN KEY (done_by) REFERENCES identity.people(id);
alter table identity.security_events add constraint security_events_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.people(id);
alter table identity.security_events add constraint security_events_pkey PRIMARY KEY (id);
alter table identity.sessions add constraint sessions_api_key_id_fkey FOREIGN KEY (api_key_id) REFERENCES identity.api_keys(id);
alter table identity.sessions add constraint sessions_ended_because_check CHECK ((ended_because = ANY (ARRAY['logged_out'::text, 'logged_out_everywhere'::text, 'ended_by_person'::text, 'password_changed'::text, 'password_reset'::text, 'refresh_token_reused'::text, 'banned'::text, 'role_changed'::text, 'key_revoked'::text])));
alter table identity.sessions add constraint sessions_ended_for_a_reason CHECK (((ended_at IS NULL) = (ended_because IS NULL)));
alter table identity.sessions add constraint sessions_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.people(id);
alter table identity.sessions add constraint sessions_pkey PRIMARY KEY (id);
alter table identity.sessions add constraint sessions_refresh_number_check CHECK ((refresh_number >= 0));
alter table identity.sessions add constraint sessions_user_agent_check CHECK ((length(user_agent) <= 500));
alter table identity.token_keys add constraint token_keys_number_check CHECK ((number > 0));
alter table identity.token_keys add constraint token_keys_pkey PRIMARY KEY (number);
alter table ledger.account_changes add constraint account_changes_changed_by_check CHECK ((changed_by <> ''::text));
alter table ledger.account_changes add constraint account_changes_pkey PRIMARY KEY (id);
alter table ledger.account_changes add constraint account_changes_reason_check CHECK ((reason <> ''::text));
alter table ledger.accounts add constraint accounts_kind_owner_currency_stripe_key UNIQUE NULLS NOT DISTINCT (kind, owner, currency, stripe);
alter table ledger.accounts add constraint accounts_pkey PRIMARY KEY (id);
alter table ledger.blocks add constraint block_is_whole CHECK (((cardinality(posting_ids) = count) AND (length(leaves) = (32 * count)) AND (posting_ids[1] = first_posting) AND (posting_ids[count] = last_posting)));
alter table ledger.blocks add constraint blocks_count_check CHECK ((count > 0));
alter table ledger.blocks add constraint blocks_hash_key UNIQUE (hash);
alter table ledger.blocks add constraint blocks_number_check CHECK ((number > 0));
alter table ledger.blocks add constraint blocks_pkey PRIMARY KEY (number);
alter table ledger.entries add constraint entries_pkey PRIMARY KEY (account_id, recorded_at, sequence);
alter table ledger.heads add constraint heads_pkey PRIMARY KEY (signature);
alter table ledger.heads add constraint heads_signature_check CHECK ((length(signature) = 64));
alter table ledger.holds add constraint hold_ends_when_empty CHECK (((state = 'open'::text) = (((captured)::bigint + (released)::bigint) < (amount)::bigint)));
alter table ledger.holds add constraint hold_not_exceeded CHECK ((((captured)::bigint + (released)::bigint) <= (amount)::bigint));
alter table ledger.holds add constraint holds_pkey PRIMARY KEY (id);
alter table ledger.holds add constraint holds_state_check CHECK ((state = ANY (ARRAY['open'::text, 'captured'::text, 'released'::text, 'expired'::text])));
alter table ledger.postings add constraint postings_agree_with_kind CHECK ((
CASE kind
    WHEN 'hold'::ledger.posting_kind THEN (hold_id = id)
    WHEN 'capture'::ledger.posting_kind THEN (hold_id IS NOT NULL)
    WHEN 'release'::ledger.posting_kind THEN ((hold_id IS NOT NULL) AND (because = ANY (ARRAY['released'::text, 'expired'::text])))
    ELSE (hold_id IS NULL)
END AND ((kind = 'reverse'::ledger.posting_kind) = (reverses IS NOT NULL)) AND ((kind = 'release'::ledger.posting_kind) = (because IS NOT NULL)) AND ((kind = 'hold'::ledger.posting_kind) OR (expires_at IS NULL))));
alter table ledger.postings add constraint postings_pkey PRIMARY KEY (id);
alter table ledger.postings add constraint postings_reference_key UNIQUE (reference);
alter table platform.event_cursors add constraint event_cursors_pkey PRIMARY KEY (reader);
alter table platform.event_failures add constraint event_failures_pkey PRIMARY KEY (reader, event_id);
alter table platform.events add constraint events_pkey PRIMARY KEY (id);
alter table platform.idempotency_answers add constraint idempotency_answers_pkey PRIMARY KEY (caller, key);
alter table platform.idempotency_answers add constraint idempotency_answers_status_check CHECK ((((status >= 200) AND (status <= 499)) AND (status <> ALL (ARRAY[400, 401, 429]))));
alter table platform.idempotency_keys add constraint idempotency_keys_body_hash_check CHECK ((length(body_hash) = 32));
alter table platform.idempotency_keys add constraint idempotency_keys_caller_check CHECK (((length(caller) >= 1) AND (length(caller) <= 200)));
alter table platform.idempotency_keys add constraint idempotency_keys_key_check CHECK ((((length(key) >= 1) AND (length(key) <= 255)) AND (key !~ '[^!-~]'::text)));
alter table platform.idempotency_keys add constraint idempotency_keys_pkey PRIMARY KEY (caller, key);
alter table platform.job_schedules add constraint job_schedules_pkey PRIMARY KEY (name);
alter table platform.limit_counts add constraint limit_counts_most_check CHECK ((most > 0));
alter table platform.limit_counts add constraint limit_counts_pkey PRIMARY KEY (rule, subject);
alter table platform.limit_counts add constraint limit_counts_subject_check CHECK ((length(subject) = 43));
alter table platform.migrations add constraint migrations_pkey PRIMARY KEY (name);
alter table wallet.bulk_lines add constraint bulk_lines_bulk_id_fkey FOREIGN KEY (bulk_id) REFERENCES wallet.bulk_transfers(id);
alter table wallet.bulk_lines add constraint bulk_lines_number_check CHECK ((number > 0));
alter table wallet.bulk_lines add constraint bulk_lines_pkey PRIMARY KEY (bulk_id, number);
alter table wallet.bulk_lines add constraint bulk_lines_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'success'::text, 'failed'::text])));
alter table wallet.bulk_transfers add constraint bulk_counts CHECK ((((done >= 0) AND (done <= lines)) AND ((failed >= 0) AND (failed <= done))));
alter table wallet.bulk_transfers add constraint bulk_transfers_lines_check CHECK (((lines >= 1) AND (lines <= 10000)));
alter table wallet.bulk_transfers add constraint bulk_transfers_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.people(id);
alter table wallet.bulk_transfers add constraint bulk_transfers_pkey PRIMARY KEY (id);
alter table wallet.bulk_transfers add constraint bulk_transfers_status_check CHECK ((status = ANY (ARRAY['processing'::text, 'done'::text])));
alter table wallet.bulk_transfers add constraint bulk_transfers_wallet_id_fkey FOREIGN KEY (wallet_id) REFERENCES wallet.wallets(id);
alter table wallet.fee_schedules add constraint fee_schedules_bands_check CHECK ((jsonb_typeof(bands) = 'array'::text));
alter table wallet.fee_schedules add constraint fee_schedules_operation_check CHECK ((operation = ANY (ARRAY['transfer'::text, 'withdrawal'::text])));
alter table wallet.fee_schedules add constraint fee_schedules_operation_currency_effective_from_key UNIQUE (operation, currency, effective_from);
alter table wallet.fee_schedules add constraint fee_schedules_pkey PRIMARY KEY (id);
alter table wallet.fee_schedules add constraint fee_schedules_stamp_duty_check CHECK ((stamp_duty >= 0));
alter table wallet.fee_schedules add constraint fee_schedules_stamp_duty_from_check CHECK ((stamp_duty_from >= 0));
alter table wallet.fee_schedules add constraint fee_schedules_vat_basis_points_check CHECK (((vat_basis_points >= 0) AND (vat_basis_points <= 10000)));
alter table wallet.limit_overrides add constraint limit_overrides_amount_check CHECK ((amount > 0));
alter table wallet.limit_overrides add constraint limit_overrides_approved_by_fkey FOREIGN KEY (approved_by) REFERENCES identity.people(id);
alter table wallet.limit_overrides add constraint limit_overrides_limit_name_check CHECK ((limit_name = ANY (ARRAY['per_transaction'::text, 'per_day'::text, 'balance'::text])));
alter table wallet.limit_overrides add constraint limit_overrides_pkey PRIMARY KEY (id);
alter table wallet.limit_overrides add constraint limit_overrides_reason_check CHECK ((reason <> ''::text));
alter table wallet.limit_overrides add constraint limit_overrides_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES identity.people(id);
alter table wallet.limit_overrides add constraint limit_overrides_wallet_id_fkey FOREIGN KEY (wallet_id) REFERENCES wallet.wallets(id);
alter table wallet.limit_overrides add constraint override_by_two CHECK ((approved_by <> requested_by));
alter table wallet.limit_overrides add constraint override_ends CHECK ((expires_at > created_at));
alter table wallet.parked_inflows add constraint parked_inflows_amount_check CHECK ((amount > 0));
alter table wallet.parked_inflows add constraint parked_inflows_pkey PRIMARY KEY (transaction_id);
alter table wallet.parked_inflows add constraint parked_inflows_release_posting_id_key UNIQUE (release_posting_id);
alter table wallet.parked_inflows add constraint parked_inflows_wallet_id_fkey FOREIGN KEY (wallet_id) REFERENCES wallet.wallets(id);
alter table wallet.parked_inflows add constraint parked_released_by_a_posting CHECK (((released_at IS NULL) = (release_posting_id IS NULL)));
alter table wallet.tier_limits add constraint tier_limits_balance_check CHECK ((balance > 0));
alter table wallet.tier_limits add constraint tier_limits_currency_tier_effective_from_key UNIQUE (currency, tier, effective_from);
alter table wallet.tier_limits add constraint tier_limits_per_day_check CHECK ((per_day > 0));
alter table wallet.tier_limits add constraint tier_limits_per_transaction_check CHECK ((per_transaction > 0));
alter table wallet.tier_limits add constraint tier_limits_pkey PRIMARY KEY (id);
alter table wallet.tier_limits add constraint tier_limits_tier_check CHECK (((tier >= 1) AND (tier <= 3)));
alter table wallet.transaction_steps add constraint transaction_steps_pkey PRIMARY KEY (id);
alter table wallet.transactions add constraint transactions_amount_check CHECK (((amount >= 1) AND (amount <= '9007199254740991'::bigint)));
alter table wallet.transactions add constraint transactions_fee_check CHECK (((fee >= 0) AND (fee <= '9007199254740991'::bigint)));
alter table wallet.transactions add constraint transactions_have_a_side CHECK (((sender_wallet_id IS NOT NULL) OR (receiver_wallet_id IS NOT NULL)));
alter table wallet.transactions add constraint transactions_narration_check CHECK (((length(narration) >= 1) AND (length(narration) <= 140)));
alter table wallet.transactions add constraint transactions_pkey PRIMARY KEY (id);
alter table wallet.transactions add constraint transactions_reference_check CHECK (((length(reference) >= 8) AND (length(reference) <= 64)));
alter table wallet.transactions add constraint transactions_reference_key UNIQUE (reference);
alter table wallet.transactions add constraint transactions_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'processing'::text, 'success'::text, 'failed'::text, 'reversed'::text])));
alter table wallet.transactions add constraint transactions_type_check CHECK ((type = ANY (ARRAY['deposit'::text, 'withdrawal'::text, 'transfer'::text, 'airtime'::text, 'data'::text, 'contribution'::text, 'payout'::text, 'refund'::text, 'reversal'::text, 'adjustment'::text])));
alter table wallet.wallets add constraint wallets_account_id_key UNIQUE (account_id);
alter table wallet.wallets add constraint wallets_currency_check CHECK ((currency = ANY (ARRAY['NGN'::text, 'GHS'::text, 'KES'::text, 'USD'::text])));
alter table wallet.wallets add constraint wallets_number_check CHECK ((number ~ '^[1-9][0-9]{12}$'::text));
alter table wallet.wallets add constraint wallets_number_key UNIQUE (number);
alter table wallet.wallets add constraint wallets_person_id_currency_key UNIQUE (person_id, currency);
alter table wallet.wallets add constraint wallets_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.people(id);
alter table wallet.wallets add constraint wallets_pkey PRIMARY KEY (id);
CREATE INDEX api_keys_person_id ON identity.api_keys USING btree (person_id, created_at);
CREATE INDEX api_keys_revoked_at ON identity.api_keys USING btree (revoked_at) WHERE (revoked_at IS NOT NULL);
CREATE INDEX devices_person_id ON identity.devices USING btree (person_id);
CREATE INDEX known_devices_last_seen_at ON identity.known_devices USING btree (last_seen_at);
CREATE INDEX mail_codes_expires_at ON identity.mail_codes USING btree (expires_at);
CREATE INDEX mail_codes_person_id ON identity.mail_codes USING btree (person_id, purpose);
CREATE INDEX people_referred_by ON identity.people USING btree (referred_by) WHERE (referred_by IS NOT NULL);
CREATE INDEX pin_tokens_expires_at ON identity.pin_tokens USING btree (expires_at);
CREATE INDEX pin_tokens_session_id ON identity.pin_tokens USING btree (session_id);
CREATE INDEX security_events_person_id ON identity.security_events USING btree (person_id, id);
CREATE INDEX sessions_api_key_id ON identity.sessions USING btree (api_key_id) WHERE ((api_key_id IS NOT NULL) AND (ended_at IS NULL));
CREATE INDEX sessions_ended_at ON identity.sessions USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX sessions_expires_at ON identity.sessions USING btree (expires_at);
CREATE INDEX sessions_person_id ON identity.sessions USING btree (person_id) WHERE (ended_at IS NULL);
CREATE INDEX account_changes_account_id ON ledger.account_changes USING btree (account_id, id);
CREATE INDEX entries_effective_at ON ledger.entries USING btree (account_id, effective_at, sequence) WHERE (effective_at <> recorded_at);
CREATE INDEX heads_block ON ledger.heads USING btree (block);
CREATE INDEX holds_due_at ON ledger.holds USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX postings_batch ON ledger.postings USING brin (batch) WITH (autosummarize='on');
CREATE INDEX postings_reverses ON ledger.postings USING btree (reverses) WHERE (reverses IS NOT NULL);
CREATE INDEX idempotency_answers_answered_at ON platform.idempotency_answers USING btree (answered_at);
CREATE INDEX limit_counts_idle_at ON platform.limit_counts USING btree (idle_at);
CREATE INDEX bulk_transfers_person_id ON wallet.bulk_transfers USING btree (person_id, id DESC);
CREATE INDEX limit_overrides_overdue ON wallet.limit_overrides USING btree (expires_at) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX limit_overrides_running ON wallet.limit_overrides USING btree (wallet_id, limit_name) WHERE (ended_at IS NULL);
CREATE INDEX parked_inflows_waiting ON wallet.parked_inflows USING btree (wallet_id, parked_at) WHERE (released_at IS NULL);
CREATE INDEX transaction_steps_transaction_id ON wallet.transaction_steps USING btree (transaction_id, id);
CREATE INDEX transactions_bulk_id ON wallet.transactions USING btree (bulk_id) WHERE (bulk_id IS NOT NULL);
CREATE INDEX transactions_receiver ON wallet.transactions USING btree (receiver_wallet_id, id DESC) WHERE (receiver_wallet_id IS NOT NULL);
CREATE INDEX transactions_sender ON wallet.transactions USING btree (sender_wallet_id, id DESC) WHERE (sender_wallet_id IS NOT NULL);
CREATE UNIQUE INDEX wallets_default ON wallet.wallets USING btree (person_id) WHERE is_default;
CREATE OR REPLACE FUNCTION ledger.change_terms(account uuid, terms jsonb, by_whom text, why text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  before jsonb;
  after jsonb;
begin
  select jsonb_build_object(
    'floor', floor, 'ceiling', ceiling, 'daily_debit_cap', daily_debit_cap, 'zone', zone,
    'frozen_debits', frozen_debits, 'frozen_credits', frozen_credits
  ) into before
  from ledger.accounts
  where id = account
  for no key update;
  if before is null then return false; end if;
  if exists (select from jsonb_object_keys(terms) term where not before ? term) then
    raise exception 'there is no such term: %', terms using errcode = 'invalid_parameter_value';
  end if;

  after := before || terms;
  perform now() at time zone (after ->> 'zone');
  update ledger.accounts
  set
    floor = (after ->> 'floor')::bigint,
    ceiling = (after ->> 'ceiling')::bigint,
    daily_debit_cap = (after ->> 'daily_debit_cap')::bigint,
    zone = after ->> 'zone',
    frozen_debits = (after ->> 'frozen_debits')::boolean,
    frozen_credits = (after ->> 'frozen_credits')::boolean
  where id = account;
  insert into ledger.account_changes (account_id, changed_by, reason, before, after) values (account, by_whom, why, before, after);
  return true;
end
$function$;
CREATE OR REPLACE FUNCTION ledger.check_reversals(moving uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  perform
  from (select distinct reverses as id from ledger.postings where id = any (moving) and reverses is not null) original
  join ledger.postings r on r.reverses = original.id
  cross join lateral ledger.entries_of(r) taken
  join ledger.postings p on p.id = original.id
  left join lateral ledger.entries_of(p) e on e.account_id = taken.account_id
  group by original.id, taken.account_id, e.amount, p.kind
  having
    coalesce(p.kind not in ('post', 'capture'), true)
    or coalesce(bool_or(sign(taken.amount) = sign(e.amount)), true)
    or abs(sum(taken.amount)) > abs(e.amount);
  if found then
    raise exception 'more is reversed than was posted' using errcode = 'check_violation', constraint = 'reversal_not_exceeded';
  end if;
end
$function$;
CREATE OR REPLACE FUNCTION ledger.entries_of(posting ledger.postings)
 RETURNS SETOF ledger.entries
 LANGUAGE sql
 STABLE
AS $function$
  select e.*
  from unnest(posting.accounts) account_id
  join ledger.entries e using (account_id)
  where e.recorded_at = posting.recorded_at and e.posting_id = posting.id
$function$;
CREATE OR REPLACE FUNCTION ledger.follow_entries()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_hashagg TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  this_batch bigint := pg_current_xact_id()::text::bigint;
  at timestamptz;
  is_sound boolean;
  is_unequal boolean;
  is_holding boolean;
  is_unheld boolean;
  is_reversing boolean;
  is_mixed boolean;
  several uuid[];
  limit_passed text;
begin
  -- Every entry is the leg of a posting of this transaction for which the posting names its account, no leg is missing, and all of one
  -- statement are recorded at one time.
  select
    ledger.total(e.entries) = (select count(*) from added) and min(p.recorded_at) = max(p.recorded_at),
    max(p.recorded_at),
    bool_or(e.amount <> 0),
    bool_or(e.is_holding),
    bool_or(e.is_holding <> (p.kind in ('hold', 'capture', 'release'))),
    bool_or(p.kind = 'reverse')
  into is_sound, at, is_unequal, is_holding, is_unheld, is_reversing
  from (
    select
      posting_id, count(*) as entries, array_agg(account_id order by leg) as accounts, ledger.total(amount) as amount,
      min(recorded_at) as first_recorded, max(recorded_at) as last_recorded,
      min(effective_at) as first_effective, max(effective_at) as last_effective,
      bool_and(amount <> 0 or held <> 0) and min(leg) = 1 and max(leg) = count(*) and count(distinct leg) = count(*) as is_sound,
      bool_or(held <> 0) as is_holding
    from added
    group by posting_id
  ) e
  join ledger.postings p on p.id = e.posting_id
  where p.batch = this_batch
    and p.accounts = e.accounts
    and p.recorded_at = e.first_recorded
    and p.recorded_at = e.last_recorded
    and p.effective_at = e.first_effective
    and p.effective_at = e.last_effective
    and e.is_sound;

  if is_sound then
    -- The entries of an account begin where it stands. One that does not stand there, because somebody was faster or because its entries
    -- are made up, is not updated, and they are missed in the count. Limits bind each entry that moves away from them: whoever is beyond one
    -- that was changed may stay and may come closer.
    with account as (
      update ledger.accounts a
      set
        posted = a.posted + c.amount,
        held = a.held + c.held,
        sequence = c.sequence,
        moved_at = at,
        debited = case
          when c.debited = 0 or a.debited_on >= (at at time zone a.zone)::date then a.debited + c.debited
          else c.debited
        end,
        debited_on = case
          when c.debited = 0 then a.debited_on
          else greatest(a.debited_on, (at at time zone a.zone)::date)
        end
      from (
        select
          account_id, count(*) as entries, max(sequence) as sequence, max(posted_after) as posted_after, max(held_after) as held_after,
          ledger.total(amount) as amount, ledger.total(held) as held,
          min(posted_after - held_after) filter (where amount < held) as lowest, max(posted_after) filter (where amount > 0) as highest,
          ledger.total(-amount) filter (
            where amount < 0 and not (is_reversing and exists (
              select from ledger.postings p where p.id = posting_id and p.kind = 'reverse'
            ))
          ) as debited
        from added
        group by account_id
      ) c
      where a.id = c.account_id
        and a.sequence = c.sequence - c.entries
        and a.moved_at <= at
        and (c.entries > 1 or c.posted_after = a.posted + c.amount and c.held_after = a.held + c.held)
      returning
        a.id, a.currency, c.entries,
        case
          when a.posted - a.held < -9007199254740991 then 'range'
          when c.lowest < a.floor then 'floor'
          when c.highest > a.ceiling then 'ceiling'
          when a.daily_debit_cap is not null and c.debited + c.held > 0
            and a.held + case when a.debited_on >= (at at time zone a.zone)::date then a.debited else 0 end > a.daily_debit_cap
            then 'daily_debit_cap'
          when (a.frozen_debits or a.frozen_credits) and exists (
            select
            from added e
            join ledger.postings p on p.id = e.posting_id
            where e.account_id = a.id
              and p.despite_freeze is not true
              and (a.frozen_debits and (e.amount < 0 or e.held > 0) or a.frozen_credits and e.amount > 0)
          ) then 'freeze'
        end as limit_passed
    )
    select
      ledger.total(entries) = (select count(*) from added), min(currency) <> max(currency), max(account.limit_passed),
      array_agg(id) filter (where entries > 1)
    into is_sound, is_mixed, limit_passed, several
    from account;

    -- Where an account has several entries, each ends where the next one begins, and the last one where the account stands now.
    if is_sound and several is not null then
      perform
      from (
        select
          account_id, sequence, posted_after, held_after,
          lead(sequence - 1) over account as next_sequence,
          lead(posted_after - amount) over account as next_posted,
          lead(held_after - held) over account as next_held
        from added
        where account_id = any (several)
        window account as (partition by account_id order by sequence)
      ) e
      where case
        when next_sequence is not null then sequence <> next_sequence or posted_after <> next_posted or held_after <> next_held
        else not exists (
          select
          from ledger.accounts a
          where a.id = e.account_id and a.sequence = e.sequence and a.posted = e.posted_after and a.held = e.held_after
        )
      end;
      is_sound := not found;
    end if;
  end if;

  if is_sound is not true then
    raise exception 'entries do not continue their accounts'
      using errcode = 'integrity_constraint_violation', constraint = 'entries_continue';
  end if;
  if limit_passed is not null then
    raise exception 'an account is beyond its %', limit_passed using errcode = 'check_violation', constraint = limit_passed || '_kept';
  end if;

  if is_mixed then
    perform
    from added e
    join ledger.accounts a on a.id = e.account_id
    group by e.posting_id, a.currency
    having ledger.total(e.amount) <> 0;
    is_unequal := found;
  end if;
  if is_unequal then
    raise exception 'legs do not sum to zero' using errcode = 'check_violation', constraint = 'legs_sum_to_zero';
  end if;

  -- Each hold that the postings made, captured or released follows their entries.
  if is_holding then
    with change as (
      select
        p.hold_id, e.account_id,
        max(p.expires_at) as expires_at,
        ledger.total(e.held) filter (where p.kind = 'hold') as opened,
        ledger.total(-e.amount) filter (where p.kind = 'capture') as captured,
        ledger.total(e.amount - e.held) filter (where p.kind in ('capture', 'release')) as released,
        (array_agg(coalesce(p.because, 'captured') order by e.sequence desc))[1] as ending,
        bool_and(
          case p.kind
            when 'hold' then e.amount = 0 and e.held > 0
            when 'capture' then e.amount < 0 and e.held <= e.amount
            when 'release' then e.amount = 0 and e.held < 0
            else false
          end
        ) as is_sound
      from added e
      join ledger.postings p on p.id = e.posting_id
      where e.held <> 0
      group by p.hold_id, e.account_id
    ),
    made as (
      insert into ledger.holds (id, account_id, amount, captured, released, expires_at, due_at, state)
      select
        c.hold_id, c.account_id, c.opened, c.captured, c.released, c.expires_at,
        case when is_open then c.expires_at end, case when is_open then 'open' else c.ending end
      from change c
      cross join lateral (select c.captured + c.released < c.opened) as left_over (is_open)
      where c.opened > 0 and c.is_sound
      returning id
    ),
    moved as (
      update ledger.holds h
      set
        captured = h.captured + c.captured,
        released = h.released + c.released,
        due_at = case when h.captured + h.released + c.captured + c.released < h.amount then h.due_at end,
        state = case when h.captured + h.released + c.captured + c.released < h.amount then 'open' else c.ending end
      from change c
      -- Found by its id and nothing else, whatever the plan: one made while there were few holds would read all of them for every batch.
      cross join lateral (select ctid, account_id from ledger.holds where id = c.hold_id offset 0) found
      where h.ctid = found.ctid and found.account_id = c.account_id and c.opened = 0 and c.is_sound
      returning h.id
    )
    select (select count(*) from change) <> (select count(*) from made) + (select count(*) from moved) or is_unheld into is_unheld;
  end if;
  if is_unheld then
    raise exception 'held money does not belong to a hold of its account'
      using errcode = 'integrity_constraint_violation', constraint = 'held_by_a_hold';
  end if;

  if is_reversing then perform ledger.check_reversals(array(select distinct e.posting_id from added e)); end if;
  return null;
end
$function$;
CREATE OR REPLACE FUNCTION ledger.lock_accounts(named uuid[], of_holds uuid[], of_postings uuid[])
 RETURNS TABLE(at timestamp with time zone, holds json, id uuid, currency ledger.currency, zone text, floor ledger.amount, ceiling ledger.amount, daily_debit_cap ledger.size, frozen_debits boolean, frozen_credits boolean, posted ledger.amount, held ledger.size, sequence bigint, debited ledger.size, debited_on date)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
begin
  if cardinality(of_holds) > 0 then
    named := named || array(select account_id from ledger.holds where id = any (of_holds));
  end if;
  if cardinality(of_postings) > 0 then
    named := named || array(select unnest(accounts) from ledger.postings where id = any (of_postings));
  end if;
  return query
    select
      case when moved_at > now() then moved_at end, null::json, id, currency, zone, floor, ceiling, daily_debit_cap, frozen_debits,
      frozen_credits, posted, held, sequence, debited, debited_on
    from ledger.accounts
    where id = any (named)
    order by id
    for no key update;
  if cardinality(of_holds) > 0 then
    select json_agg(h) into holds
    from (select id, account_id, amount, captured, released, expires_at, state from ledger.holds where id = any (of_holds)) h;
  end if;
  at := greatest(clock_timestamp(), now());
  return next;
end
$function$;
CREATE OR REPLACE FUNCTION ledger.microseconds(at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN CASE at WHEN 'infinity'::timestamp with time zone THEN '9223372036854775807'::text WHEN '-infinity'::timestamp with time zone THEN '-9223372036854775808'::text ELSE (((EXTRACT(epoch FROM at) * (1000000)::numeric))::bigint)::text END;
CREATE OR REPLACE FUNCTION ledger.open_accounts(ids uuid[], kinds text[], owners text[], currencies text[], stripes integer[], floors bigint[], ceilings bigint[], daily_debit_caps bigint[], zones text[], metadata jsonb[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  -- A zone that PostgreSQL does not know would otherwise be found out by the first debit.
  perform now() at time zone zone from unnest(zones) as zone;
  insert into ledger.accounts (id, kind, owner, currency, stripe, floor, ceiling, daily_debit_cap, zone, metadata)
  select a.id, a.kind, a.owner, a.currency, a.stripe, a.floor, a.ceiling, a.daily_debit_cap, a.zone, a.metadata
  from unnest(ids, kinds, owners, currencies, stripes, floors, ceilings, daily_debit_caps, zones, metadata)
    as a (id, kind, owner, currency, stripe, floor, ceiling, daily_debit_cap, zone, metadata)
  order by a.kind, a.owner, a.currency, a.stripe
  on conflict (kind, owner, currency, stripe) do nothing;
end
$function$;
CREATE OR REPLACE FUNCTION ledger.record_head(format integer, block bigint, hash bytea, total bigint, signed_at timestamp with time zone, signature bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
#variable_conflict use_variable
begin
  perform from ledger.blocks b where b.number = record_head.block and b.hash = record_head.hash and b.total = record_head.total;
  if not found then
    raise exception 'the head is not a block of the chain' using errcode = 'integrity_constraint_violation', constraint = 'heads_exist';
  end if;
  insert into ledger.heads (format, block, hash, total, signed_at, signature)
  values (format, block, hash, total, signed_at, signature);
end
$function$;
CREATE OR REPLACE FUNCTION ledger.refuse()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  raise exception '%', tg_argv[1] using errcode = tg_argv[0], schema = tg_table_schema, table = tg_table_name, constraint = tg_name;
end
$function$;
CREATE OR REPLACE FUNCTION ledger.seal(format integer, number bigint, previous bytea, sealed_at timestamp with time zone, total bigint, root bytea, hash bytea, posting_ids uuid[], leaves bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
$function$;
CREATE OR REPLACE FUNCTION ledger.write(at timestamp with time zone, ids uuid[], kinds ledger.posting_kind[], reference_names text[], fingerprints bytea[], effective timestamp with time zone[], metadata jsonb[], hold_ids uuid[], originals uuid[], expiries timestamp with time zone[], reasons text[], despites boolean[], last_entries integer[], entry_postings integer[], legs smallint[], entry_accounts uuid[], sequences bigint[], amounts bigint[], helds bigint[], posteds_after bigint[], helds_after bigint[], patience text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  this_batch bigint := pg_current_xact_id()::text::bigint;
begin
  -- Whoever remembers the accounts tells the time from memory too, and rather a moment ahead. A call that comes much later than that was
  -- lost on the way, and its caller has been told that nobody knows.
  if at < least(now(), clock_timestamp() - interval '1 second') or at > clock_timestamp() + interval '50 ms' then
    perform from ledger.accounts where id = any (entry_accounts) and moved_at = at;
    if not found then
      raise exception 'not the time at which the accounts were read' using errcode = 'check_violation', constraint = 'recorded_now';
    end if;
  end if;
  -- Who has locked nothing waits for nobody: whoever keeps an account that we remember is about to move it, and may be waiting for one of
  -- our postings, if it is his as well.
  if patience is not null then perform set_config('lock_timeout', patience, true); end if;
  -- Each posting has a first leg and none has it twice: so it is enough to count them.
  if cardinality(array_positions(legs, 1::smallint)) < cardinality(ids) then
    raise exception 'a posting has no entries' using errcode = 'check_violation', constraint = 'postings_have_entries';
  end if;

  insert into ledger.postings (
    id, batch, recorded_at, effective_at, hold_id, reverses, expires_at, because, despite_freeze, accounts, kind, reference,
    fingerprint, metadata
  )
  select
    ids[i], this_batch, at, coalesce(effective[i], at), hold_ids[i], originals[i], expiries[i], reasons[i],
    despites[i], entry_accounts[coalesce(last_entries[i - 1], 0) + 1 : last_entries[i]], kinds[i], reference_names[i],
    fingerprints[i], coalesce(metadata[i], '{}')
  from generate_subscripts(ids, 1) i;

  insert into ledger.entries (
    account_id, posting_id, sequence, recorded_at, effective_at, amount, held, posted_after, held_after, leg
  )
  select
    entry_accounts[i], ids[entry_postings[i]], sequences[i], at, coalesce(effective[entry_postings[i]], at), amounts[i], helds[i],
    posteds_after[i], helds_after[i], legs[i]
  from generate_subscripts(legs, 1) i
  -- Neighbours in the index of accounts are written one after the other.
  order by entry_accounts[i];

  -- Nothing is committed before the moment at which it happened, or the past of that moment would change under those who have read it.
  -- Sleeping takes a millisecond at the least.
  while at > clock_timestamp() and at < clock_timestamp() + interval '50 ms' loop
    if at > clock_timestamp() + interval '1 ms' then perform pg_sleep(0.001); end if;
  end loop;
end
$function$;
CREATE OR REPLACE FUNCTION platform.own_a_transaction_id()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform pg_current_xact_id();
  return null;
end
$function$;
CREATE OR REPLACE FUNCTION platform.prune_events(keep interval, at_most integer)
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with oldest as (
    select id, recorded_at
    from platform.events
    order by id
    limit least(at_most, 10000)
  ), pruned as (
    delete from platform.events e
    using oldest o
    where e.id = o.id
      and o.recorded_at < now() - greatest(keep, interval '1 day')
      and not exists (select from platform.event_cursors c where c.position < o.id)
    returning 1
  )
  select count(*)::int from pruned
$function$;
CREATE OR REPLACE FUNCTION platform.recall_answers(callers text[], keys text[])
 RETURNS TABLE(place bigint, route text, body_hash bytea, status smallint, body text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
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
$function$;
CREATE OR REPLACE FUNCTION wallet.find_sides(payers uuid[], wallet_numbers text[], emails text[], phone_numbers text[], currencies text[])
 RETURNS TABLE(payer_wallet_id uuid, payer_account_id uuid, payer_currency text, payer_name text, payer_is_active boolean, payer_tier smallint, payer_has_pin boolean, payer_per_transaction bigint, payer_has_override boolean, payer_is_overdue boolean, payer_version xid, receiver_wallet_id uuid, receiver_person_id uuid, receiver_account_id uuid, receiver_currency text, receiver_name text, receiver_has_override boolean, receiver_is_overdue boolean, receiver_version xid)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
begin
  return query
    select
      p.id as payer_wallet_id, p.account_id as payer_account_id, p.currency as payer_currency,
      pp.first_name || ' ' || pp.last_name as payer_name, p.is_active as payer_is_active, pp.tier as payer_tier,
      exists (select from identity.pins where person_id = q.payer) as payer_has_pin,
      po.per_transaction as payer_per_transaction, po.is_overdue is not null as payer_has_override,
      coalesce(po.is_overdue, false) as payer_is_overdue, p.xmin as payer_version,
      r.id as receiver_wallet_id, r.person_id as receiver_person_id, r.account_id as receiver_account_id, r.currency as receiver_currency,
      rp.first_name || ' ' || rp.last_name as receiver_name, ro.is_overdue is not null as receiver_has_override,
      coalesce(ro.is_overdue, false) as receiver_is_overdue, r.xmin as receiver_version
    from unnest(payers, wallet_numbers, emails, phone_numbers, currencies)
      with ordinality as q (payer, wallet_number, email, phone_number, currency, position)
    left join lateral (select id, person_id, currency from wallet.wallets where number = q.wallet_number limit 1) n on true
    left join lateral (
      select id, account_id, currency, is_active, xmin
      from wallet.wallets
      where person_id = q.payer
        and case when coalesce(q.currency, n.currency) is null then is_default else currency = coalesce(q.currency, n.currency) end
      limit 1
    ) p on true
    left join lateral (select first_name, last_name, tier from identity.people where id = q.payer limit 1) pp on true
    left join lateral (
      select id, first_name, last_name
      from identity.people
      where banned_at is null and id = coalesce(
        n.person_id,
        (select id from identity.people where email = q.email),
        (select id from identity.people where phone_number = q.phone_number)
      )
      limit 1
    ) rp on true
    left join lateral (
      select id, person_id, account_id, currency, xmin
      from wallet.wallets
      where person_id = rp.id and (n.id is null or id = n.id) and currency = coalesce(n.currency, p.currency)
      limit 1
    ) r on true
    left join lateral (
      select
        max(amount) filter (where limit_name = 'per_transaction' and expires_at > clock_timestamp()) as per_transaction,
        bool_or(expires_at <= clock_timestamp()) as is_overdue
      from wallet.limit_overrides
      where wallet_id = p.id and ended_at is null
    ) po on true
    left join lateral (
      select bool_or(expires_at <= clock_timestamp()) as is_overdue
      from wallet.limit_overrides
      where wallet_id = r.id and ended_at is null
    ) ro on true
    order by q.position;
end
$function$;
CREATE OR REPLACE FUNCTION wallet.refuse_outdated(wallets uuid[], versions xid[])
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_material TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  perform
  from unnest(wallets, versions) as remembered (id, version)
  where not exists (select from wallet.wallets w where w.id = remembered.id and w.xmin = remembered.version);
  if found then
    raise exception 'a wallet is not as it is remembered' using errcode = 'check_violation', schema = 'wallet', constraint = 'sides_stand';
  end if;
end
$function$;
CREATE OR REPLACE FUNCTION wallet.refuse_overdue(accounts uuid[], at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  perform
  from wallet.limit_overrides o
  join wallet.wallets w on w.id = o.wallet_id
  where o.ended_at is null and o.expires_at <= at and w.account_id = any (accounts);
  if found then
    raise exception 'an override ran out while the order was waiting'
      using errcode = 'check_violation', constraint = 'override_running';
  end if;
end
$function$;
CREATE OR REPLACE FUNCTION wallet.renew_versions()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  case tg_table_name
    when 'people' then perform wallet.renew_versions_of(new.id);
    when 'pins' then perform wallet.renew_versions_of(coalesce(new.person_id, old.person_id));
    when 'limit_overrides' then update wallet.wallets set is_active = is_active where id = coalesce(new.wallet_id, old.wallet_id);
  end case;
  return null;
end
$function$;
CREATE OR REPLACE FUNCTION wallet.renew_versions_of(person uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  -- Whoever opens a wallet has the person locked as well: his wallet would be missed, with what it was found with until now.
  perform from identity.people where id = person for no key update;
  -- In the order in which everybody takes several wallets, or two of them could wait for each other in a circle.
  perform from wallet.wallets where person_id = person order by id for no key update;
  update wallet.wallets set is_active = is_active where person_id = person;
end
$function$;
CREATE TRIGGER renew_versions AFTER UPDATE OF first_name, last_name, email, phone_number, tier, banned_at ON identity.people FOR EACH ROW EXECUTE FUNCTION wallet.renew_versions();
CREATE TRIGGER renew_versions AFTER INSERT OR DELETE ON identity.pins FOR EACH ROW EXECUTE FUNCTION wallet.renew_versions();
CREATE TRIGGER account_changes_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.account_changes FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse('restrict_violation', 'what was done to an account is never changed or removed');
CREATE TRIGGER accounts_begin_empty BEFORE INSERT ON ledger.accounts FOR EACH ROW WHEN ((((new.posted)::bigint <> 0) OR ((new.held)::bigint <> 0) OR (new.sequence <> 0) OR ((new.debited)::bigint <> 0))) EXECUTE FUNCTION ledger.refuse('restrict_violation', 'an account begins empty');
CREATE TRIGGER accounts_keep_identity BEFORE UPDATE OF id, kind, owner, currency, stripe, created_at ON ledger.accounts FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse('restrict_violation', 'an account stays what it was opened as');
CREATE TRIGGER accounts_stay BEFORE DELETE OR TRUNCATE ON ledger.accounts FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse('restrict_violation', 'accounts are never removed');
CREATE TRIGGER balances_follow_entries BEFORE UPDATE OF posted, held, sequence, debited, debited_on, moved_at ON ledger.accounts FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION ledger.refuse('restrict_violation', 'balances move with entries only');
CREATE TRIGGER blocks_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.blocks FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse('restrict_violation', 'blocks are never changed or removed');
CREATE TRIGGER entries_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.entries FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse('restrict_violation', 'entries are never changed or removed');
CREATE TRIGGER follow_entries AFTER INSERT ON ledger.entries REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger.follow_entries();
CREATE TRIGGER heads_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.heads FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse('restrict_violation', 'heads are never changed or removed');
CREATE TRIGGER holds_follow_entries BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON ledger.holds FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION ledger.refuse('restrict_violation', 'holds move with entries only');
CREATE TRIGGER postings_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.postings FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse('restrict_violation', 'postings are never changed or removed');
CREATE TRIGGER own_a_transaction_id BEFORE INSERT ON platform.events FOR EACH STATEMENT EXECUTE FUNCTION platform.own_a_transaction_id();
CREATE TRIGGER renew_versions AFTER INSERT OR DELETE OR UPDATE ON wallet.limit_overrides FOR EACH ROW EXECUTE FUNCTION wallet.renew_versions();
grant usage on schema identity to akawo_app;
grant usage on schema ledger to akawo_app;
grant usage on schema platform to akawo_app;
grant usage on schema wallet to akawo_app;
grant insert, select, update on identity.api_keys to akawo_app;
grant delete, insert, select, update on identity.devices to akawo_app;
grant delete, insert, select, update on identity.external_identities to akawo_app;
grant delete, insert, select, update on identity.known_devices to akawo_app;
grant delete, insert, select, update on identity.mail_codes to akawo_app;
grant insert, select, update on identity.people to akawo_app;
grant delete, insert, select, update on identity.pin_tokens to akawo_app;
grant insert, select, update on identity.pins to akawo_app;
grant insert, select on identity.security_events to akawo_app;
grant delete, insert, select, update on identity.sessions to akawo_app;
grant insert, select on identity.token_keys to akawo_app;
grant select on ledger.account_changes to akawo_app;
grant select on ledger.accounts to akawo_app;
grant select on ledger.blocks to akawo_app;
grant select on ledger.entries to akawo_app;
grant select on ledger.heads to akawo_app;
grant select on ledger.holds to akawo_app;
grant select on ledger.postings to akawo_app;
grant insert, select, update on platform.event_cursors to akawo_app;
grant insert, select on platform.event_failures to akawo_app;
grant insert, select on platform.events to akawo_app;
grant delete, insert, select on platform.idempotency_answers to akawo_app;
grant insert, select on platform.idempotency_keys to akawo_app;
grant insert, select, update on platform.job_schedules to akawo_app;
grant delete, insert, select, update on platform.limit_counts to akawo_app;
grant select on platform.migrations to akawo_app;
grant insert, select, update on wallet.bulk_lines to akawo_app;
grant insert, select, update on wallet.bulk_transfers to akawo_app;
grant insert, select on wallet.fee_schedules to akawo_app;
grant insert, select, update on wallet.limit_overrides to akawo_app;
grant insert, select, update on wallet.parked_inflows to akawo_app;
grant insert, select on wallet.tier_limits to akawo_app;
grant insert, select on wallet.transaction_steps to akawo_app;
grant insert, select, update on wallet.transactions to akawo_app;
grant insert, select, update on wallet.wallets to akawo_app;
grant execute on function ledger.change_terms(account uuid, terms jsonb, by_whom text, why text) to akawo_app;
grant execute on function ledger.entries_of(posting ledger.postings) to akawo_app;
grant execute on function ledger.lock_accounts(named uuid[], of_holds uuid[], of_postings uuid[]) to akawo_app;
grant execute on function ledger.microseconds(at timestamp with time zone) to akawo_app;
grant execute on function ledger.open_accounts(ids uuid[], kinds text[], owners text[], currencies text[], stripes integer[], floors bigint[], ceilings bigint[], daily_debit_caps bigint[], zones text[], metadata jsonb[]) to akawo_app;
grant execute on function ledger.record_head(format integer, block bigint, hash bytea, total bigint, signed_at timestamp with time zone, signature bytea) to akawo_app;
grant execute on function ledger.seal(format integer, number bigint, previous bytea, sealed_at timestamp with time zone, total bigint, root bytea, hash bytea, posting_ids uuid[], leaves bytea) to akawo_app;
grant execute on function ledger.write(at timestamp with time zone, ids uuid[], kinds ledger.posting_kind[], reference_names text[], fingerprints bytea[], effective timestamp with time zone[], metadata jsonb[], hold_ids uuid[], originals uuid[], expiries timestamp with time zone[], reasons text[], despites boolean[], last_entries integer[], entry_postings integer[], legs smallint[], entry_accounts uuid[], sequences bigint[], amounts bigint[], helds bigint[], posteds_after bigint[], helds_after bigint[], patience text) to akawo_app;
grant execute on function platform.own_a_transaction_id() to public;
grant execute on function platform.prune_events(keep interval, at_most integer) to akawo_app;
grant execute on function platform.recall_answers(callers text[], keys text[]) to public;
grant execute on function wallet.find_sides(payers uuid[], wallet_numbers text[], emails text[], phone_numbers text[], currencies text[]) to public;
grant execute on function wallet.refuse_outdated(wallets uuid[], versions xid[]) to public;
grant execute on function wallet.refuse_overdue(accounts uuid[], at timestamp with time zone) to public;
