import { type AccessTo } from '#identity';
import { clock } from '#platform/clock';
import { type Db } from '#platform/db';
import { type Http } from '#platform/http';
import { Chosen, type WalletOf } from './chosen-wallet.ts';
import { walletNotFound } from './problems.ts';
import { readLimits, WalletLimits } from './read-limits.ts';
import { type Tariff } from './tariff.ts';

export interface LimitRoutesOptions {
  readonly access: Pick<AccessTo, 'may'>;
  readonly db: Db;
  readonly walletOf: WalletOf;
  readonly tariff: () => Promise<Tariff>;
}

export function addLimitRoutes(http: Http, { access, db, walletOf, tariff }: LimitRoutesOptions): void {
  http.get(
    '/api/v1/wallet/limits',
    {
      config: { access: access.may('read'), problems: [walletNotFound] },
      schema: {
        operationId: 'getWalletLimits',
        summary: 'What your wallet may do today, what is left of it, and what the next tier would allow',
        tags: ['Wallets'],
        querystring: Chosen,
        response: { 200: WalletLimits },
      },
    },
    async (request) => {
      const wallet = await walletOf(request, request.query.currency);
      return readLimits(db, wallet.id, await tariff(), clock.now());
    },
  );
}
