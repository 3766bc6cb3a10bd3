import { phoneNumberInvalid, pinRequired } from '#identity';
import { currencyMismatch, insufficientFunds, ledgerBusy } from '#ledger';
import {
  idempotencyInProgress,
  idempotencyKeyExpired,
  idempotencyKeyInvalid,
  idempotencyKeyRequired,
  idempotencyKeyReused,
} from '#platform/once';
import {
  amountTooSmall,
  limitExceeded,
  recipientNotFound,
  selfTransfer,
  walletInactive,
  walletLocked,
  walletNotFound,
} from './problems.ts';

/** What may be said to whoever wants to send money. */
export const transferProblems = [
  insufficientFunds,
  currencyMismatch,
  walletNotFound,
  walletLocked,
  walletInactive,
  pinRequired,
  limitExceeded,
  recipientNotFound,
  selfTransfer,
  amountTooSmall,
  phoneNumberInvalid,
  ledgerBusy,
  idempotencyKeyRequired,
  idempotencyKeyInvalid,
  idempotencyKeyReused,
  idempotencyKeyExpired,
  idempotencyInProgress,
] as const;
