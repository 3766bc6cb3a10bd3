import { type Static, Type } from 'typebox';
import { hasPin, type Principal } from '#identity';
import { readAccount } from '#ledger';
import { clock } from '#platform/clock';
import { type Db } from '#platform/db';
import { Currency, Nullable } from '#platform/http';
import { Problem } from '#platform/problem';
import { lookUpWallet } from './look-up.ts';
import { limitOnPayment, type TransferRequest } from './plan-transfer.ts';
import { findWallet, type WalletWithBalance } from './queries.ts';
import { quote } from './quote.ts';
import { readLimits } from './read-limits.ts';
import { readTariff } from './tariff.ts';
import { type Plan, type Transfers } from './transfer.ts';
import { refusalOf } from './transfer-command.ts';

const nullableInteger = Nullable(Type.Integer());

/** What would happen to a transfer right now, with all numbers, and nothing of it done. */
export const Explanation = Type.Object(
  {
    would_succeed: Type.Boolean(),
    refusal: Nullable(
      Type.Object(
        { code: Type.String(), title: Type.String() },
        { additionalProperties: true, description: 'The rule that would refuse it, with its numbers.' },
      ),
    ),
    amount: Type.Integer(),
    currency: Nullable(Currency),
    charges: Nullable(
      Type.Object({ fee: Type.Integer(), vat: Type.Integer(), stamp_duty: Type.Integer(), total: Type.Integer() }),
    ),
    total: Type.Integer({ description: 'What would leave the wallet: the amount and the charges.' }),
    fee_schedule_id: nullableInteger,
    recipient_name: Nullable(Type.String()),
    available_before: nullableInteger,
    available_after: nullableInteger,
    pin_required: Type.Boolean(),
    limits: Nullable(
      Type.Object({
        per_transaction: nullableInteger,
        per_day: nullableInteger,
        left_today: nullableInteger,
      }),
    ),
  },
  { $id: 'TransferExplanation' },
);
export type Explanation = Static<typeof Explanation>;

export interface Explaining {
  readonly db: Db;
  readonly transfers: Transfers;
  readonly mask: (name: string) => string;
}

export async function explainTransfer(
  { db, transfers, mask }: Explaining,
  principal: Principal,
  request: TransferRequest,
): Promise<Explanation> {
  const plan = await transfers.plan(principal, request).catch((thrown: unknown) => {
    if (thrown instanceof Problem) return thrown;
    throw thrown;
  });
  if (plan instanceof Problem) return refusedAtOnce(db, principal, request, plan);
  const outcome = await transfers.rehearse(plan);
  const refusal = outcome.kind === 'refused' ? refusalOf(plan.draft, plan.terms, outcome) : undefined;
  return {
    ...(await numbersOf(db, plan, principal, mask)),
    would_succeed: refusal === undefined,
    refusal: refusal ? publicly(refusal) : null,
  };
}

/** No plan was made, so nothing is said of the recipient; what it would cost and what there is depends on the payer's wallet alone. */
async function refusedAtOnce(db: Db, principal: Principal, request: TransferRequest, problem: Problem): Promise<Explanation> {
  const { amount } = request;
  const wallet = await findPayingWallet(db, principal, request);
  const of = wallet && (await termsOf(db, wallet, amount));
  return {
    would_succeed: false,
    refusal: publicly(problem),
    amount,
    currency: wallet?.currency ?? request.currency ?? null,
    charges: of?.charges ?? null,
    total: amount + (of?.charges.total ?? 0),
    fee_schedule_id: of?.fee_schedule_id ?? null,
    recipient_name: null,
    available_before: of?.available ?? null,
    available_after: of === undefined ? null : leftOf(of.available, amount + of.charges.total),
    pin_required: principal.kind === 'person' && (await hasPin(db, principal.personId)),
    limits: of?.limits ?? null,
  };
}

/** As for a transfer: the currency that is asked for, else that of the wallet number, else the default. */
async function findPayingWallet(db: Db, { personId }: Principal, { currency, wallet_number }: TransferRequest) {
  const receiving = currency === undefined && wallet_number !== undefined ? await lookUpWallet(db, wallet_number) : undefined;
  return findWallet(db, personId, currency ?? receiving?.currency);
}

/** Nothing, where the amount is so large that it cannot be counted any more with what it costs. */
async function termsOf(db: Db, { id, currency, posted, held }: WalletWithBalance, amount: number) {
  const tariff = await readTariff(db);
  const { schedule_id, ...charges } = quote(tariff.feesFor('transfer', currency, clock.now()), amount);
  if (!Number.isSafeInteger(amount + charges.total)) return undefined;
  const { per_transaction, per_day, left_today } = await readLimits(db, id, tariff, clock.now());
  return { charges, fee_schedule_id: schedule_id, available: posted - held, limits: { per_transaction, per_day, left_today } };
}

function leftOf(available: number, total: number): number | null {
  return available >= total ? available - total : null;
}

async function numbersOf(db: Db, { draft, terms }: Plan, principal: Principal, mask: (name: string) => string) {
  const { payer, receiver, amount } = draft;
  const account = await readAccount(db, payer.account_id);
  if (account === undefined) throw new Error(`the wallet ${payer.wallet_id} has no account`);
  const { fee, vat, stamp_duty, total } = draft.quote;
  const available = account.posted - account.held;
  const day = terms.at.toZonedDateTimeISO(account.zone).toPlainDate().toString();
  const debitedToday = account.debited_on === day ? account.debited : 0;
  return {
    amount,
    currency: payer.currency,
    charges: { fee, vat, stamp_duty, total },
    total: amount + total,
    fee_schedule_id: draft.quote.schedule_id,
    recipient_name: mask(receiver.name),
    available_before: available,
    available_after: leftOf(available, amount + total),
    pin_required: principal.kind === 'person' && payer.has_pin,
    limits: {
      per_transaction: limitOnPayment(payer, terms),
      per_day: account.daily_debit_cap,
      left_today: account.daily_debit_cap === null ? null : Math.max(0, account.daily_debit_cap - debitedToday - account.held),
    },
  };
}

function publicly({ code, title, details }: Problem) {
  return { code, title, ...details.members };
}
