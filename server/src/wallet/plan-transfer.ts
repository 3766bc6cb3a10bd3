import { type PersonId } from '#identity';
import { currencyMismatch } from '#ledger';
import { newId } from '#platform/id';
import { type PayingSide, type Recipient, type Sides } from './find-sides.ts';
import { liftedLimit, limitProblem } from './limits.ts';
import { amountTooSmall, recipientNotFound, selfTransfer, walletInactive, walletNotFound } from './problems.ts';
import { type Quote, quote } from './quote.ts';
import { drawReference } from './reference.ts';
import { type Tariff } from './tariff.ts';
import { type TransactionId, type TransactionRow } from './transaction.ts';
import { type WalletCurrency } from './wallet.ts';

export interface TransferRequest extends Recipient {
  /** The recipient as he was written, before anything was made of it: what the payer confirms with his PIN. */
  readonly to: string;
  readonly amount: number;
  readonly currency?: WalletCurrency | undefined;
  readonly narration?: string | undefined;
  readonly metadata?: TransactionRow['metadata'] | undefined;
}

/** A transfer as it was planned: everything about it but what the ledger makes of it. */
export interface TransferDraft {
  readonly id: TransactionId;
  readonly reference: string;
  readonly payer: PayingSide & { readonly person_id: PersonId };
  readonly receiver: NonNullable<Sides['receiver']>;
  readonly to: string;
  readonly amount: number;
  readonly quote: Quote;
  readonly narration: string | null;
  readonly metadata: TransactionRow['metadata'];
  readonly bulk_id: string | null;
  /** There is no room in the receiver's wallet, so the money goes to suspense and waits. */
  readonly is_parked: boolean;
}

/** What it costs and what is allowed at this moment. */
export interface Terms {
  readonly tariff: Tariff;
  readonly at: Temporal.Instant;
}

export interface Wish {
  readonly payer: PersonId;
  readonly request: TransferRequest;
  readonly sides: Sides;
  readonly terms: Terms;
}

/** One naira, one cedi, one shilling, one dollar: less is not worth its entries. */
const leastAmount = 100;

/** Everything that can be said about a transfer before the ledger is asked, or the reason why there will be none. */
export function planTransfer({ payer: person_id, request, sides, terms }: Wish): TransferDraft {
  const { amount, narration, metadata, to } = request;
  const { payer, receiver } = both(request, sides);
  if (receiver.wallet_id === payer.wallet_id) throw selfTransfer();
  if (receiver.currency !== payer.currency) throw currencyMismatch();
  if (!payer.is_active) throw walletInactive();
  if (amount < leastAmount) throw amountTooSmall({ members: { least: leastAmount, currency: payer.currency } });
  refuseAboveLimit(payer, amount, terms);
  return {
    id: newId(),
    reference: drawReference(),
    payer: { ...payer, person_id },
    receiver,
    to,
    amount,
    quote: quote(terms.tariff.feesFor('transfer', payer.currency, terms.at), amount),
    narration: narration ?? null,
    metadata: metadata ?? {},
    bulk_id: null,
    is_parked: false,
  };
}

function both({ currency }: TransferRequest, { payer, receiver }: Sides) {
  if (payer !== undefined && receiver !== undefined) return { payer, receiver };
  if (payer === undefined && currency !== undefined) throw walletNotFound();
  // The number is that of a wallet in a currency that the payer has none in.
  if (receiver !== undefined) throw currencyMismatch();
  throw recipientNotFound();
}

/** The limit on one payment; those on a day and on the balance are the account's, and the ledger keeps them. */
export function limitOnPayment({ currency, tier, per_transaction }: PayingSide, { tariff, at }: Terms): number | null {
  return liftedLimit(tariff.limitsOf(tier, currency, at).per_transaction, per_transaction);
}

function refuseAboveLimit(payer: PayingSide, amount: number, terms: Terms): void {
  const { tariff, at } = terms;
  const { currency, tier } = payer;
  const limit = limitOnPayment(payer, terms);
  if (limit === null || amount <= limit) return;
  throw limitProblem({ name: 'per_transaction', limit, left: limit, needed: amount, currency, tier }, tariff, at);
}
