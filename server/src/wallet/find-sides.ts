import { sql } from 'kysely';
import { type AccountId } from '#ledger';
import { type PersonId } from '#identity';
import { type Db, textArray, uuidArray } from '#platform/db';
import { type WalletNumber } from './number.ts';
import { type WalletCurrency, type WalletId } from './wallet.ts';

/** Whom the money is for: one of the three. */
export interface Recipient {
  readonly wallet_number?: WalletNumber | undefined;
  readonly email?: string | undefined;
  readonly phone_number?: string | undefined;
}

export interface SidesQuestion extends Recipient {
  readonly payer: PersonId;
  /** Absent: that of the wallet number, else that of the payer's default wallet. */
  readonly currency?: WalletCurrency | undefined;
}

export interface PayingSide {
  readonly wallet_id: WalletId;
  readonly account_id: AccountId;
  readonly currency: WalletCurrency;
  readonly name: string;
  readonly is_active: boolean;
  readonly tier: number;
  readonly has_pin: boolean;
  /** Where a running override lifts the limit on one payment. */
  readonly per_transaction: number | null;
  /** Of any limit, running or overdue. */
  readonly has_override: boolean;
  /** An override has run out and the account does not know it yet. */
  readonly is_overdue: boolean;
  /** Another one as soon as anything of this is otherwise, but for an override that runs out. */
  readonly version: string;
}

export interface ReceivingSide {
  readonly wallet_id: WalletId;
  readonly person_id: PersonId;
  readonly account_id: AccountId;
  readonly currency: WalletCurrency;
  readonly name: string;
  readonly has_override: boolean;
  readonly is_overdue: boolean;
  readonly version: string;
}

export interface Sides {
  /** Nothing where the payer has no wallet in that currency. */
  readonly payer: PayingSide | undefined;
  readonly receiver: ReceivingSide | undefined;
}

type Row = { readonly [Name in keyof PayingSide as `payer_${Name}`]: PayingSide[Name] | null } & {
  readonly [Name in keyof ReceivingSide as `receiver_${Name}`]: ReceivingSide[Name] | null;
};

/** Both wallets of many payments in one statement. A banned person is not found, no more than one who was never there. */
export async function findSides(db: Db, questions: readonly SidesQuestion[]): Promise<readonly Sides[]> {
  const { rows } = await sql<Row>`
    select * from wallet.find_sides(
      ${uuidArray(questions.map(({ payer }) => payer))},
      ${textArray(questions.map(({ wallet_number }) => wallet_number ?? null))},
      ${textArray(questions.map(({ email }) => email ?? null))},
      ${textArray(questions.map(({ phone_number }) => phone_number ?? null))},
      ${textArray(questions.map(({ currency }) => currency ?? null))}
    )
  `.execute(db);
  return rows.map((row) => ({ payer: payerOf(row), receiver: receiverOf(row) }));
}

function payerOf(row: Row): PayingSide | undefined {
  if (row.payer_wallet_id === null) return undefined;
  return {
    wallet_id: row.payer_wallet_id,
    account_id: given(row.payer_account_id),
    currency: given(row.payer_currency),
    name: given(row.payer_name),
    is_active: given(row.payer_is_active),
    tier: given(row.payer_tier),
    has_pin: given(row.payer_has_pin),
    per_transaction: row.payer_per_transaction,
    has_override: given(row.payer_has_override),
    is_overdue: given(row.payer_is_overdue),
    version: given(row.payer_version),
  };
}

function receiverOf(row: Row): ReceivingSide | undefined {
  if (row.receiver_wallet_id === null) return undefined;
  return {
    wallet_id: row.receiver_wallet_id,
    person_id: given(row.receiver_person_id),
    account_id: given(row.receiver_account_id),
    currency: given(row.receiver_currency),
    name: given(row.receiver_name),
    has_override: given(row.receiver_has_override),
    is_overdue: given(row.receiver_is_overdue),
    version: given(row.receiver_version),
  };
}

function given<Value>(value: Value | null): Value {
  if (value === null) throw new Error('a wallet lacks what every wallet has');
  return value;
}
