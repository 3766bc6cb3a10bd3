import { type Static, Type } from 'typebox';
import { type Principal } from '#identity';
import { readAccount } from '#ledger';
import { type Db } from '#platform/db';
import { Currency, Nullable } from '#platform/http';
import { Problem } from '#platform/problem';
import { limitOnPayment, type TransferRequest } from './plan-transfer.ts';
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
  if (plan instanceof Problem) return refusedAtOnce(request, plan);
  const outcome = await transfers.rehearse(plan);
  const refusal = outcome.kind === 'refused' ? refusalOf(plan.draft, plan.terms, outcome) : undefined;
  return {
    ...(await numbersOf(db, plan, principal, mask)),
    would_succeed: refusal === undefined,
    refusal: refusal ? publicly(refusal) : null,
  };
}

function refusedAtOnce({ amount, currency }: TransferRequest, problem: Problem): Explanation {
  return {
    would_succeed: false,
    refusal: publicly(problem),
    amount,
    currency: currency ?? null,
    charges: null,
    total: amount,
    fee_schedule_id: null,
    recipient_name: null,
    available_before: null,
    available_after: null,
    pin_required: false,
    limits: null,
  };
}

async function numbersOf(db: Db, { draft, terms }: Plan, principal: Principal, mask: (name: string) => string) {
  const { payer, receiver, amount, quote } = draft;
  const account = await readAccount(db, payer.account_id);
  if (account === undefined) throw new Error(`the wallet ${payer.wallet_id} has no account`);
  const { fee, vat, stamp_duty, total } = quote;
  const available = account.posted - account.held;
  const after = available - amount - total;
  const day = terms.at.toZonedDateTimeISO(account.zone).toPlainDate().toString();
  const debitedToday = account.debited_on === day ? account.debited : 0;
  return {
    amount,
    currency: payer.currency,
    charges: { fee, vat, stamp_duty, total },
    total: amount + total,
    fee_schedule_id: quote.schedule_id,
    recipient_name: mask(receiver.name),
    available_before: available,
    available_after: after >= 0 ? after : null,
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
