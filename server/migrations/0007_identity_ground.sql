create schema identity;

-- A person. The e-mail is kept in lower case, the phone number in E.164; whoever signs in with Google or Apple alone has no password.
create table identity.people (
  id uuid primary key,
  email text collate "C" not null unique check (email = lower(email) and length(email) between 3 and 254),
  email_verified_at timestamptz,
  phone_number text collate "C" unique check (phone_number ~ '^\+[1-9][0-9]{6,14}$'),
  first_name text not null check (length(first_name) between 1 and 100),
  last_name text not null check (length(last_name) between 1 and 100),
  -- argon2id over an HMAC whose key is not in the database.
  password_hash text collate "C",
  password_changed_at timestamptz,
  role text collate "C" not null default 'user' check (role in ('user', 'support', 'admin')),
  -- How well we know who it is, from 1 to 3, as the central bank counts.
  tier smallint not null default 1 check (tier between 1 and 3),
  -- The name of the picture that we drew of the one that was uploaded.
  avatar text collate "C",
  referral_code text collate "C" not null unique check (referral_code ~ '^[2-9A-HJ-NP-Z]{8}$'),
  referred_by uuid references identity.people (id),
  banned_at timestamptz,
  ban_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint people_refer_others check (referred_by <> id),
  constraint people_banned_for_a_reason check ((banned_at is null) = (ban_reason is null))
);
create index people_referred_by on identity.people (referred_by) where referred_by is not null;

-- Somebody's account with Google or Apple, by the issuer's own name for him and never by an e-mail.
create table identity.external_identities (
  provider text collate "C" not null check (provider in ('google', 'apple')),
  subject text collate "C" not null check (length(subject) between 1 and 255),
  person_id uuid not null references identity.people (id),
  -- As the issuer said it at the first sign-in; may be a private relay.
  email text collate "C",
  linked_at timestamptz not null default now(),
  primary key (provider, subject),
  unique (person_id, provider)
);

-- A key of a program. Only its digest is kept: 256 random bits cannot be guessed, so nothing slower is needed.
create table identity.api_keys (
  id uuid primary key,
  person_id uuid not null references identity.people (id),
  name text not null check (length(name) between 1 and 100),
  permissions text[] collate "C" not null check (
    cardinality(permissions) between 1 and 5 and permissions <@ array['read', 'deposit', 'transfer', 'withdraw', 'airtime']
  ),
  hash bytea not null unique check (length(hash) = 32),
  preview text collate "C" not null,
  -- Where the key may be used from; absent, from anywhere.
  allowed_addresses cidr[] check (cardinality(allowed_addresses) between 1 and 20),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null check (expires_at > created_at),
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_because text collate "C" check (revoked_because in ('revoked', 'rolled_over', 'banned', 'password_reset')),
  constraint api_keys_revoked_for_a_reason check ((revoked_at is null) = (revoked_because is null))
);
create index api_keys_person_id on identity.api_keys (person_id, created_at);
create index api_keys_revoked_at on identity.api_keys (revoked_at) where revoked_at is not null;

-- A device signed in. Its refresh tokens are numbered; only the latest number is good, and what each number looks like is derived from a
-- secret that is not in the database.
create table identity.sessions (
  id uuid primary key,
  person_id uuid not null references identity.people (id),
  -- The key that opened it, and bounds what it may do.
  api_key_id uuid references identity.api_keys (id),
  created_at timestamptz not null default now(),
  address text not null,
  user_agent text not null check (length(user_agent) <= 500),
  refresh_number integer not null default 0 check (refresh_number >= 0),
  refreshed_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_because text collate "C" check (
    ended_because in (
      'logged_out', 'logged_out_everywhere', 'ended_by_person', 'password_changed', 'password_reset', 'refresh_token_reused',
      'banned', 'role_changed', 'key_revoked'
    )
  ),
  constraint sessions_ended_for_a_reason check ((ended_at is null) = (ended_because is null))
);
create index sessions_person_id on identity.sessions (person_id) where ended_at is null;
create index sessions_api_key_id on identity.sessions (api_key_id) where api_key_id is not null and ended_at is null;
create index sessions_ended_at on identity.sessions (ended_at) where ended_at is not null;
create index sessions_expires_at on identity.sessions (expires_at);

-- Which keys sign access tokens: by number, because each is derived from the master secret. The latest signs, older ones are still believed
-- until every token that they signed has expired.
create table identity.token_keys (
  number integer primary key check (number > 0),
  created_at timestamptz not null default now()
);
insert into identity.token_keys (number) values (1);

-- Devices that a person has signed in from before, so that a new one can be told of.
create table identity.known_devices (
  person_id uuid not null references identity.people (id),
  fingerprint bytea not null check (length(fingerprint) = 32),
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  primary key (person_id, fingerprint)
);

-- The PIN that confirms payments. A guess is counted before it is looked at.
create table identity.pins (
  person_id uuid primary key references identity.people (id),
  hash text collate "C" not null,
  set_at timestamptz not null default now(),
  tries smallint not null default 0 check (tries between 0 and 5),
  -- How often it has been locked since it was last right: the wait doubles each time.
  locks smallint not null default 0 check (locks between 0 and 1000),
  locked_until timestamptz
);

-- Leave for one payment: what a right PIN is exchanged for. It fits one session and one intention, and is spent in the payment's transaction.
create table identity.pin_tokens (
  hash bytea primary key check (length(hash) = 32),
  person_id uuid not null references identity.people (id),
  session_id uuid not null references identity.sessions (id),
  intent_hash bytea not null check (length(intent_hash) = 32),
  expires_at timestamptz not null,
  spent_at timestamptz
);
create index pin_tokens_expires_at on identity.pin_tokens (expires_at);
create index pin_tokens_session_id on identity.pin_tokens (session_id);

-- What an e-mail carries so that its reader can prove that he reads it. The code itself is derived from the id and a secret that is not in the
-- database, so neither this table nor the job that writes the letter holds it.
create table identity.mail_codes (
  id uuid primary key,
  person_id uuid not null references identity.people (id),
  purpose text collate "C" not null check (purpose in ('verify_email', 'reset_password')),
  -- The address that it was sent to; good for nothing once the person has another one.
  email text collate "C" not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index mail_codes_person_id on identity.mail_codes (person_id, purpose);
create index mail_codes_expires_at on identity.mail_codes (expires_at);

-- Where a phone or a browser is reached with notices.
create table identity.devices (
  token text collate "C" primary key check (length(token) between 1 and 4096),
  person_id uuid not null references identity.people (id),
  platform text collate "C" not null check (platform in ('ios', 'android', 'web')),
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
create index devices_person_id on identity.devices (person_id);

-- What happened to somebody's safety: log-ins, wrong PINs, new keys. Written in the transaction of the act, never changed.
create table identity.security_events (
  id uuid primary key,
  person_id uuid not null references identity.people (id),
  at timestamptz not null default now(),
  kind text collate "C" not null,
  -- Who did it, where that is not the person himself.
  done_by uuid references identity.people (id),
  session_id uuid,
  address text,
  user_agent text,
  request_id text,
  details jsonb not null default '{}'
);
create index security_events_person_id on identity.security_events (person_id, id);

grant usage on schema identity to akawo_app;
grant select, insert, update on
  identity.people, identity.external_identities, identity.api_keys, identity.sessions, identity.pins, identity.known_devices
to akawo_app;
grant select, insert, update, delete on identity.pin_tokens, identity.mail_codes, identity.devices to akawo_app;
grant delete on identity.sessions, identity.external_identities to akawo_app;
grant select, insert on identity.security_events, identity.token_keys to akawo_app;
