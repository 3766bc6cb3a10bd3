import { type FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { principalOf } from '#identity';
import { type Db } from '#platform/db';
import { walletNotFound } from './problems.ts';
import { findWallet, type WalletWithBalance } from './queries.ts';
import { type WalletCurrency, walletCurrencies } from './wallet.ts';

/** How a caller says which of his wallets he means. */
export const Chosen = Type.Object({
  currency: Type.Optional(Type.Enum([...walletCurrencies], { description: 'Your default wallet, unless you say otherwise.' })),
});

/** The caller's own wallet; nobody else's can be chosen. */
export type WalletOf = (request: FastifyRequest, currency: WalletCurrency | undefined) => Promise<WalletWithBalance>;

export function createWalletOf(db: Db): WalletOf {
  return async (request, currency) => {
    const wallet = await findWallet(db, principalOf(request).personId, currency);
    if (wallet === undefined) throw walletNotFound();
    return wallet;
  };
}
