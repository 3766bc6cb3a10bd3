import { insufficientFunds, type Leg, type Outcome, type PostCommand, problemOf, type Refused } from '#ledger';
import { type Problem } from '#platform/problem';
import { limitProblem } from './limits.ts';
import { type Terms, type TransferDraft } from './plan-transfer.ts';
import { recipientNotFound, walletLocked } from './problems.ts';
import { type OurAccounts } from './system-accounts.ts';
import { postingOf } from './transaction.ts';

/** The transfer in the words of the ledger: what leaves the payer arrives at the receiver, and each charge where it belongs. */
export function commandOf(draft: TransferDraft, { fees, vat, stamp_duty, suspense }: OurAccounts): PostCommand {
  const { id, reference, payer, receiver, amount, quote } = draft;
  const legs: readonly Leg[] = [
    { account: payer.account_id, amount: -(amount + quote.total) },
    { account: draft.is_parked ? suspense : receiver.account_id, amount },
    { account: fees, amount: quote.fee },
    { account: vat, amount: quote.vat },
    { account: stamp_duty, amount: quote.stamp_duty },
  ];
  return { kind: 'post', id: postingOf(id), reference, legs: legs.filter((leg) => leg.amount !== 0) };
}

/** The receiver's wallet is full: nobody's fault, and nothing that the sender should learn. The money waits for room. */
export function hasNoRoom({ receiver }: TransferDraft, outcome: Outcome): boolean {
  if (outcome.kind === 'accepted') return false;
  const { refusal } = outcome;
  return refusal.code === 'ceiling_exceeded' && refusal.account === receiver.account_id;
}

/** What the payer is told of a refusal of the ledger: nothing about the receiver that he does not know. */
export function refusalOf({ payer }: TransferDraft, { tariff, at }: Terms, refused: Refused): Problem {
  const { refusal } = refused;
  const { currency, tier } = payer;
  if (refusal.code === 'insufficient_funds') {
    const { available, needed } = refusal;
    return insufficientFunds({ members: { available, needed, currency } });
  }
  if (refusal.code === 'daily_cap_exceeded') {
    const { limit, left, needed } = refusal;
    return limitProblem({ name: 'per_day', limit, left, needed, currency, tier }, tariff, at);
  }
  if (refusal.code === 'account_frozen') return refusal.account === payer.account_id ? walletLocked() : recipientNotFound();
  return problemOf(refused);
}
