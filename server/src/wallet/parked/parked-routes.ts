import { Type } from 'typebox';
import { type AccessTo } from '#identity';
import { ledgerBusy } from '#ledger';
import { type Db } from '#platform/db';
import { type Http, Page, PageQuery, Uuid } from '#platform/http';
import { Chosen, type WalletOf } from '../chosen-wallet.ts';
import { walletNotFound } from '../problems.ts';
import { listParked, ParkedInflow, sumParked } from './list-parked.ts';
import { type ReleaseParked } from './release-parked.ts';

export interface ParkedRoutesOptions {
  readonly access: Pick<AccessTo, 'may' | 'person'>;
  readonly db: Db;
  readonly walletOf: WalletOf;
  readonly releaseParked: ReleaseParked;
}

const tags = ['Wallets'];
const releasingRule = { name: 'releasing parked money', max: 60, windowMs: 60 * 60_000 };

export function addParkedRoutes(http: Http, { access, db, walletOf, releaseParked }: ParkedRoutesOptions): void {
  http.get(
    '/api/v1/wallet/parked',
    {
      config: { access: access.may('read'), problems: [walletNotFound] },
      schema: {
        operationId: 'listParkedInflows',
        summary: 'Money that has come for you and waits for room in your wallet, the first to come first',
        tags,
        querystring: Type.Object({ ...Chosen.properties, ...PageQuery.properties }),
        response: { 200: Page(ParkedInflow) },
      },
    },
    async (request) => {
      const { currency, limit, cursor } = request.query;
      return listParked(db, (await walletOf(request, currency)).id, { limit, cursor });
    },
  );

  http.post(
    '/api/v1/wallet/parked/release',
    {
      config: { access: access.person, problems: [walletNotFound, ledgerBusy], limits: [{ rule: releasingRule, by: 'caller' }] },
      schema: {
        operationId: 'releaseParkedInflows',
        summary: 'Let in what waits and fits now',
        description:
          'In the order of arrival. It happens by itself too, soon after there is room; asking twice lets nothing in twice.',
        tags,
        querystring: Chosen,
        response: {
          200: Type.Object(
            {
              released: Type.Array(Uuid, { description: 'The transactions that came in by this very request.' }),
              waiting: Type.Integer({ description: 'How many still wait.' }),
              waiting_amount: Type.Integer(),
            },
            { $id: 'ParkedRelease' },
          ),
        },
      },
    },
    async (request) => {
      const { id } = await walletOf(request, request.query.currency);
      const released = [...(await releaseParked(id))];
      const { waiting, amount } = await sumParked(db, id);
      return { released, waiting, waiting_amount: amount };
    },
  );
}
