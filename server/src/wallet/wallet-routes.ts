import { Type } from 'typebox';
import { type AccessTo, clientOf, principalOf } from '#identity';
import { balance } from '#ledger';
import { clock } from '#platform/clock';
import { type Database } from '#platform/db';
import { Currency, type Http, Timestamp, Uuid, validationFailed } from '#platform/http';
import { type StrictLimiter } from '#platform/limits';
import { withinSpan } from './activity/period.ts';
import { Chosen, type WalletOf } from './chosen-wallet.ts';
import { countLookUp } from './count-look-up.ts';
import { lookUpWallet } from './look-up.ts';
import { makeDefault } from './make-default.ts';
import { maskName } from './mask-name.ts';
import { isWalletNumber } from './number.ts';
import { openWallet } from './open.ts';
import { toggleActivity } from './pause.ts';
import { recipientNotFound, tooManyLookUps, walletExists, walletNotFound } from './problems.ts';
import { listWallets, presentWallet } from './queries.ts';
import { type Tariff } from './tariff.ts';
import { Wallet, walletCurrencies, type WalletId } from './wallet.ts';

export interface WalletRoutesOptions {
  readonly access: Pick<AccessTo, 'may' | 'person'>;
  readonly database: Pick<Database, 'db' | 'transact'>;
  readonly walletOf: WalletOf;
  readonly tariff: () => Promise<Tariff>;
  readonly strictLimiter: Pick<StrictLimiter, 'take'>;
}

const tags = ['Wallets'];

export function addWalletRoutes(http: Http, options: WalletRoutesOptions): void {
  const { access, database, walletOf, tariff, strictLimiter } = options;
  const { db, transact } = database;
  const mayRead = access.may('read');

  http.get(
    '/api/v1/wallet',
    {
      config: { access: mayRead, problems: [walletNotFound] },
      schema: { operationId: 'getWallet', summary: 'Your wallet', tags, querystring: Chosen, response: { 200: Wallet } },
    },
    async (request) => presentWallet(await walletOf(request, request.query.currency)),
  );

  http.get(
    '/api/v1/wallets',
    {
      config: { access: mayRead },
      schema: {
        operationId: 'listWallets',
        summary: 'Your wallets in all currencies, the default one first',
        tags,
        response: { 200: Type.Object({ data: Type.Array(Wallet) }) },
      },
    },
    async (request) => ({ data: (await listWallets(db, principalOf(request).personId)).map(presentWallet) }),
  );

  http.post(
    '/api/v1/wallets',
    {
      config: { access: access.person, problems: [walletExists] },
      schema: {
        operationId: 'openWallet',
        summary: 'Open a wallet in another currency',
        tags,
        body: Type.Object({ currency: Type.Enum([...walletCurrencies]) }, { additionalProperties: false }),
        response: { 201: Wallet },
      },
    },
    async (request, reply) => {
      const { personId } = principalOf(request);
      const { currency } = request.body;
      const current = await tariff();
      await transact(async (tx) => openWallet(tx, { personId, currency, tariff: current, at: clock.now() }));
      return reply.code(201).send(presentWallet(await walletOf(request, currency)));
    },
  );

  http.post(
    '/api/v1/wallets/:id/default',
    {
      config: { access: access.person, problems: [walletNotFound] },
      schema: {
        operationId: 'makeWalletDefault',
        summary: 'Have this wallet be meant where you do not say which',
        tags,
        params: Type.Object({ id: Uuid }),
        response: { 200: Wallet },
      },
    },
    async (request) => {
      const { personId } = principalOf(request);
      const walletId = request.params.id as WalletId;
      await transact((tx) => makeDefault(tx, { walletId, personId }));
      return presentWallet(await walletOf(request, undefined));
    },
  );

  http.get(
    '/api/v1/wallet/balance',
    {
      config: { access: mayRead, problems: [walletNotFound] },
      schema: {
        operationId: 'getWalletBalance',
        summary: 'The balance now, or exactly as it was at a moment in the past',
        tags,
        querystring: Type.Object({ ...Chosen.properties, at: Type.Optional(Timestamp) }),
        response: {
          200: Type.Object(
            { balance: Type.Integer(), held: Type.Integer(), available: Type.Integer(), currency: Currency, as_of: Timestamp },
            { $id: 'WalletBalance' },
          ),
        },
      },
    },
    async (request) => {
      const { currency, at } = request.query;
      const wallet = await walletOf(request, currency);
      const moment = at === undefined ? undefined : Temporal.Instant.from(at);
      if (moment !== undefined && Temporal.Instant.compare(moment, clock.now()) > 0)
        throw validationFailed({ errors: [{ path: '/query/at', message: 'is in the future' }] });
      const found = await balance(db, wallet.account_id, moment && withinSpan(moment));
      if (found === undefined) throw new Error(`the wallet ${wallet.id} has no account`);
      const { posted, held, available } = found;
      return { balance: posted, held, available, currency: wallet.currency, as_of: (moment ?? clock.now()).toString() };
    },
  );

  http.post(
    '/api/v1/wallet/toggle-activity',
    {
      config: { access: access.person, problems: [walletNotFound] },
      schema: {
        operationId: 'toggleWalletActivity',
        summary: 'Pause the wallet, so that nothing leaves it, or resume',
        tags,
        querystring: Chosen,
        response: { 200: Wallet },
      },
    },
    async (request) => {
      const wallet = await walletOf(request, request.query.currency);
      const is_active = await transact((tx) => toggleActivity(tx, wallet));
      return presentWallet({ ...wallet, is_active });
    },
  );

  http.get(
    '/api/v1/wallet/lookup',
    {
      config: { access: mayRead, problems: [recipientNotFound, tooManyLookUps] },
      schema: {
        operationId: 'lookUpWallet',
        summary: 'Whose wallet it is: enough of the name to recognise the person you mean',
        tags,
        querystring: Type.Object({ wallet_number: Type.String({ pattern: '^[1-9][0-9]{12}$', maxLength: 13 }) }),
        response: {
          200: Type.Object({ wallet_number: Type.String(), name: Type.String(), currency: Currency }, { $id: 'WalletOwner' }),
        },
      },
    },
    async (request) => {
      const { wallet_number } = request.query;
      if (!isWalletNumber(wallet_number))
        throw validationFailed({
          errors: [{ path: '/query/wallet_number', message: 'is mistyped: its check digit does not fit' }],
        });
      const { personId } = principalOf(request);
      await countLookUp(strictLimiter, personId);
      const found = await lookUpWallet(db, wallet_number);
      request.log.info({ ...clientOf(request), personId, wallet_number, found: found !== undefined }, 'a wallet was looked up');
      if (found === undefined) throw recipientNotFound();
      return { wallet_number, name: maskName(found.name), currency: found.currency };
    },
  );
}
