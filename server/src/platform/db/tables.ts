/* Generated from the migrated database by `npm run generate`; do not edit. */

import type { ColumnType } from "kysely";
import type { IPostgresInterval } from "postgres-interval";

export type ArrayType<T> = ArrayTypeImpl<T> extends (infer U)[]
  ? U[]
  : ArrayTypeImpl<T>;

export type ArrayTypeImpl<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S[], I[], U[]>
  : T[];

export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;

export type Interval = ColumnType<IPostgresInterval, IPostgresInterval | number | string, IPostgresInterval | number | string>;

export type Json = JsonValue;

export type JsonArray = JsonValue[];

export type JsonObject = {
  [x: string]: JsonValue | undefined;
};

export type JsonPrimitive = boolean | number | string | null;

export type JsonValue = JsonArray | JsonObject | JsonPrimitive;

export type LedgerPostingKind = "capture" | "hold" | "post" | "release" | "reverse";

export interface IdentityApiKeys {
  allowed_addresses: string[] | null;
  created_at: Generated<string>;
  expires_at: string;
  hash: Buffer;
  id: string;
  last_used_at: string | null;
  name: string;
  permissions: string[];
  person_id: string;
  preview: string;
  revoked_at: string | null;
  revoked_because: string | null;
}

export interface IdentityDevices {
  created_at: Generated<string>;
  person_id: string;
  platform: string;
  seen_at: Generated<string>;
  token: string;
}

export interface IdentityExternalIdentities {
  email: string | null;
  linked_at: Generated<string>;
  person_id: string;
  provider: string;
  subject: string;
}

export interface IdentityKnownDevices {
  fingerprint: Buffer;
  first_seen_at: Generated<string>;
  last_seen_at: Generated<string>;
  person_id: string;
}

export interface IdentityMailCodes {
  created_at: Generated<string>;
  email: string;
  expires_at: string;
  id: string;
  person_id: string;
  purpose: string;
  used_at: string | null;
}

export interface IdentityPeople {
  avatar: string | null;
  ban_reason: string | null;
  banned_at: string | null;
  created_at: Generated<string>;
  email: string;
  email_verified_at: string | null;
  first_name: string;
  id: string;
  last_name: string;
  password_changed_at: string | null;
  password_hash: string | null;
  phone_number: string | null;
  referral_code: string;
  referred_by: string | null;
  role: Generated<string>;
  tier: Generated<number>;
  updated_at: Generated<string>;
}

export interface IdentityPins {
  hash: string;
  locked_until: string | null;
  locks: Generated<number>;
  person_id: string;
  set_at: Generated<string>;
  tries: Generated<number>;
}

export interface IdentityPinTokens {
  expires_at: string;
  hash: Buffer;
  intent_hash: Buffer;
  person_id: string;
  session_id: string;
  spent_at: string | null;
}

export interface IdentitySecurityEvents {
  address: string | null;
  at: Generated<string>;
  details: Generated<Json>;
  done_by: string | null;
  id: string;
  kind: string;
  person_id: string;
  request_id: string | null;
  session_id: string | null;
  user_agent: string | null;
}

export interface IdentitySessions {
  address: string;
  api_key_id: string | null;
  created_at: Generated<string>;
  ended_at: string | null;
  ended_because: string | null;
  expires_at: string;
  id: string;
  person_id: string;
  refresh_number: Generated<number>;
  refreshed_at: Generated<string>;
  user_agent: string;
}

export interface IdentityTokenKeys {
  created_at: Generated<string>;
  number: number;
}

export interface LedgerAccountChanges {
  account_id: string;
  after: Json;
  before: Json;
  changed_at: Generated<string>;
  changed_by: string;
  id: Generated<number>;
  reason: string;
}

export interface LedgerAccounts {
  ceiling: number | null;
  created_at: Generated<string>;
  currency: string;
  daily_debit_cap: number | null;
  debited: Generated<number>;
  debited_on: string | null;
  floor: number | null;
  frozen_credits: Generated<boolean>;
  frozen_debits: Generated<boolean>;
  held: Generated<number>;
  id: string;
  kind: string;
  metadata: Generated<Json>;
  moved_at: Generated<string>;
  owner: string | null;
  posted: Generated<number>;
  sequence: Generated<number>;
  stripe: Generated<number>;
  zone: Generated<string>;
}

export interface LedgerBlocks {
  count: number;
  first_posting: string;
  format: number;
  hash: Buffer;
  last_posting: string;
  leaves: Buffer;
  number: number;
  posting_ids: string[];
  previous: Buffer;
  root: Buffer;
  sealed_at: string;
  total: number;
}

export interface LedgerEntries {
  account_id: string;
  amount: number;
  effective_at: string;
  held: number;
  held_after: number;
  leg: number;
  posted_after: number;
  posting_id: string;
  recorded_at: string;
  sequence: number;
}

export interface LedgerHeads {
  block: number;
  format: number;
  hash: Buffer;
  signature: Buffer;
  signed_at: string;
  total: number;
}

export interface LedgerHolds {
  account_id: string;
  amount: number;
  captured: number;
  due_at: string | null;
  expires_at: string | null;
  id: string;
  released: number;
  state: string;
}

export interface LedgerPostings {
  accounts: string[];
  batch: number;
  because: string | null;
  despite_freeze: boolean | null;
  effective_at: string;
  expires_at: string | null;
  fingerprint: Buffer;
  hold_id: string | null;
  id: string;
  kind: LedgerPostingKind;
  metadata: Generated<Json>;
  recorded_at: string;
  reference: string;
  reverses: string | null;
}

export interface PlatformEventCursors {
  fence: Generated<number>;
  holder: string | null;
  leased_until: Generated<string>;
  moved_at: Generated<string>;
  position: number;
  reader: string;
  types: string[] | null;
}

export interface PlatformEventFailures {
  attempts: number;
  error: Json;
  event_id: number;
  failed_at: Generated<string>;
  reader: string;
  type: string;
}

export interface PlatformEvents {
  correlation_id: string | null;
  data: Json;
  id: Generated<number>;
  owner: string | null;
  recorded_at: Generated<string>;
  subject: string | null;
  traceparent: string | null;
  type: string;
}

export interface PlatformIdempotencyAnswers {
  answered_at: Generated<string>;
  body: string;
  caller: string;
  key: string;
  status: number;
}

export interface PlatformIdempotencyKeys {
  body_hash: Buffer;
  caller: string;
  created_at: Generated<string>;
  key: string;
  route: string;
}

export interface PlatformJobSchedules {
  due_until: string;
  name: string;
}

export interface PlatformLimitCounts {
  idle_at: string;
  most: number;
  rule: string;
  span: Interval;
  subject: string;
  taken: ArrayType<string>;
}

export interface PlatformMigrations {
  applied_at: Generated<string>;
  hash: string;
  name: string;
}

export interface WalletBulkLines {
  bulk_id: string;
  failure: Json | null;
  number: number;
  request: Json;
  status: Generated<string>;
  transaction_id: string | null;
}

export interface WalletBulkTransfers {
  completed_at: string | null;
  created_at: Generated<string>;
  done: Generated<number>;
  failed: Generated<number>;
  id: string;
  is_atomic: boolean;
  lines: number;
  person_id: string;
  status: string;
  wallet_id: string;
}

export interface WalletFeeSchedules {
  bands: Json;
  currency: string;
  effective_from: string;
  id: Generated<number>;
  operation: string;
  stamp_duty: number;
  stamp_duty_from: number;
  vat_basis_points: number;
}

export interface WalletLimitOverrides {
  amount: number;
  approved_by: string;
  created_at: Generated<string>;
  ended_at: string | null;
  expires_at: string;
  id: string;
  limit_name: string;
  reason: string;
  requested_by: string;
  wallet_id: string;
}

export interface WalletParkedInflows {
  amount: number;
  currency: string;
  parked_at: Generated<string>;
  release_posting_id: string | null;
  released_at: string | null;
  transaction_id: string;
  wallet_id: string;
}

export interface WalletTierLimits {
  balance: number | null;
  currency: string;
  effective_from: string;
  id: Generated<number>;
  per_day: number | null;
  per_transaction: number | null;
  tier: number;
}

export interface WalletTransactions {
  amount: number;
  bulk_id: string | null;
  charges: Generated<Json>;
  completed_at: string | null;
  created_at: Generated<string>;
  currency: string;
  failure: Json | null;
  fee: Generated<number>;
  fee_schedule_id: number | null;
  id: string;
  metadata: Generated<Json>;
  narration: string | null;
  parked_at: string | null;
  provider: string | null;
  provider_reference: string | null;
  receiver_balance_after: number | null;
  receiver_name: string | null;
  receiver_wallet_id: string | null;
  reference: string;
  sender_balance_after: number | null;
  sender_name: string | null;
  sender_wallet_id: string | null;
  status: string;
  type: string;
  updated_at: Generated<string>;
}

export interface WalletTransactionSteps {
  at: Generated<string>;
  details: Generated<Json>;
  id: string;
  step: string;
  transaction_id: string;
}

export interface WalletWallets {
  account_id: string;
  created_at: Generated<string>;
  currency: string;
  id: string;
  is_active: Generated<boolean>;
  is_default: Generated<boolean>;
  number: string;
  person_id: string;
}

export interface Tables {
  "identity.api_keys": IdentityApiKeys;
  "identity.devices": IdentityDevices;
  "identity.external_identities": IdentityExternalIdentities;
  "identity.known_devices": IdentityKnownDevices;
  "identity.mail_codes": IdentityMailCodes;
  "identity.people": IdentityPeople;
  "identity.pin_tokens": IdentityPinTokens;
  "identity.pins": IdentityPins;
  "identity.security_events": IdentitySecurityEvents;
  "identity.sessions": IdentitySessions;
  "identity.token_keys": IdentityTokenKeys;
  "ledger.account_changes": LedgerAccountChanges;
  "ledger.accounts": LedgerAccounts;
  "ledger.blocks": LedgerBlocks;
  "ledger.entries": LedgerEntries;
  "ledger.heads": LedgerHeads;
  "ledger.holds": LedgerHolds;
  "ledger.postings": LedgerPostings;
  "platform.event_cursors": PlatformEventCursors;
  "platform.event_failures": PlatformEventFailures;
  "platform.events": PlatformEvents;
  "platform.idempotency_answers": PlatformIdempotencyAnswers;
  "platform.idempotency_keys": PlatformIdempotencyKeys;
  "platform.job_schedules": PlatformJobSchedules;
  "platform.limit_counts": PlatformLimitCounts;
  "platform.migrations": PlatformMigrations;
  "wallet.bulk_lines": WalletBulkLines;
  "wallet.bulk_transfers": WalletBulkTransfers;
  "wallet.fee_schedules": WalletFeeSchedules;
  "wallet.limit_overrides": WalletLimitOverrides;
  "wallet.parked_inflows": WalletParkedInflows;
  "wallet.tier_limits": WalletTierLimits;
  "wallet.transaction_steps": WalletTransactionSteps;
  "wallet.transactions": WalletTransactions;
  "wallet.wallets": WalletWallets;
}
