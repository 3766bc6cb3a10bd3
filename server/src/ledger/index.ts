export { accountKinds, availableOf } from './account.ts';
export type { Account, AccountId, AccountKind, AccountState, Terms } from './account.ts';
export { along } from './along.ts';
export type { Along, Companion, Request } from './along.ts';
export { apply } from './apply.ts';
export type {
  CaptureCommand,
  Command,
  HoldCommand,
  Leg,
  Metadata,
  Order,
  PostCommand,
  PostingId,
  ReleaseCommand,
  ReverseCommand,
} from './command.ts';
export { createHeadSigner, type HeadSigner, type SignedHead } from './evidence/head.ts';
export { readHeadsFile } from './evidence/heads-file.ts';
export { checkProof, type Proof, type ProofVerdict } from './evidence/proof.ts';
export { provePosting, type Proving } from './evidence/prove.ts';
export { createSealer, type Sealer, type SealerOptions } from './evidence/sealer.ts';
export { signHead } from './evidence/sign-head.ts';
export { rules, type Finding, type LedgerReport } from './evidence/verify/report.ts';
export { verifyLedger, type VerifyOptions } from './evidence/verify/verify.ts';
export { explain } from './explain.ts';
export { freeze, setLimits, unfreeze } from './freeze.ts';
export type { Direction, Reason } from './freeze.ts';
export { keepLedger } from './jobs.ts';
export type { KeepingOptions } from './jobs.ts';
export { openAccounts, readAccount } from './open.ts';
export type { AccountIdentity, NewAccount } from './open.ts';
export { refusalOrder } from './outcome.ts';
export type { Accepted, Outcome, Refusal, RefusalCode, Refused } from './outcome.ts';
export type { EntryRow, HoldRow, HoldState, Posting, PostingRow } from './posting.ts';
export { accountFrozen, currencyMismatch, insufficientFunds, ledgerBusy, postingRefused, problemOf } from './problems.ts';
export { balance, entries, groupBalance } from './queries.ts';
export type { Balance, EntriesPage, EntryLine } from './queries.ts';
export { statement } from './statement.ts';
export type { Period, Statement, StatementLine } from './statement.ts';
export { systemAccount } from './system-account.ts';
export type { SystemAccount } from './system-account.ts';
export { createWriter } from './writer.ts';
export type { Writer, WriterOptions } from './writer.ts';
