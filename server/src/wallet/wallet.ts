import { type Static, Type } from 'typebox';
import { type AccountId } from '#ledger';
import { type PersonId } from '#identity';
import { Currency, Timestamp, Uuid } from '#platform/http';
import { type Id } from '#platform/id';
import { type WalletNumber } from './number.ts';

export type WalletId = Id<'wallets'>;

/** The currencies in which people hold money. Others can be counted, not held. */
export const walletCurrencies = ['NGN', 'GHS', 'KES', 'USD'] as const;
export type WalletCurrency = (typeof walletCurrencies)[number];

/** A row of `wallet.wallets`. */
export interface WalletRow {
  readonly id: WalletId;
  readonly person_id: PersonId;
  readonly currency: WalletCurrency;
  readonly number: WalletNumber;
  readonly account_id: AccountId;
  readonly is_default: boolean;
  readonly is_active: boolean;
  readonly created_at: string;
}

/** A wallet as its owner sees it. */
export const Wallet = Type.Object(
  {
    id: Uuid,
    wallet_number: Type.String({ pattern: '^[1-9][0-9]{12}$' }),
    currency: Currency,
    balance: Type.Integer({ description: 'Everything in it, in minor units.' }),
    held: Type.Integer({ description: 'What is set aside for payments under way.' }),
    available: Type.Integer({ description: 'What can be spent: the balance without what is held.' }),
    is_default: Type.Boolean(),
    is_active: Type.Boolean({ description: 'False while its owner has paused it.' }),
    is_locked: Type.Boolean({ description: 'True while support keeps the money in.' }),
    created_at: Timestamp,
  },
  { $id: 'Wallet' },
);
export type Wallet = Static<typeof Wallet>;
