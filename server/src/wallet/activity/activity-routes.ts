import { type FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type AccessTo, type PersonId, principalOf } from '#identity';
import { clock } from '#platform/clock';
import { type Db } from '#platform/db';
import { Currency, type Http, Nullable, Page, PageQuery, Timestamp, Uuid } from '#platform/http';
import { Chosen } from '../chosen-wallet.ts';
import { transactionNotFound, walletNotFound } from '../problems.ts';
import { findWallet } from '../queries.ts';
import { presentTransaction, Transaction } from '../transaction.ts';
import { ChargedBy, readChargedBy } from './charged-by.ts';
import { TransactionFilters } from './filters.ts';
import { findTransaction } from './find-transaction.ts';
import { listTransactions } from './list-transactions.ts';
import { readTimeline, TimelineStep } from './timeline.ts';

/** How often somebody may ask, in requests per minute. */
export interface ActivityLimits {
  readonly balancePerMinute: number;
  readonly transactionsPerMinute: number;
}

export interface ActivityRoutesOptions {
  readonly access: Pick<AccessTo, 'may'>;
  readonly db: Db;
  readonly limits: ActivityLimits;
}

const windowMs = 60_000;
const tags = ['Transactions'];
const ListQuery = Type.Object({ ...TransactionFilters.properties, ...PageQuery.properties });
/** An id, or a reference as people quote it. */
export const TransactionKey = Type.Object({ id: Type.String({ maxLength: 64, description: 'Its id or its reference.' }) });
const OfPerson = Type.Object({ id: Uuid });

const TransactionDetail = Type.Object(
  {
    ...Transaction.properties,
    charged_by: Nullable(ChargedBy),
    timeline: Type.Array(TimelineStep, { description: 'Everything that happened to the money, in its order.' }),
  },
  { $id: 'TransactionDetail' },
);

const PersonBalance = Type.Object(
  {
    user_id: Uuid,
    balance: Type.Integer(),
    held: Type.Integer(),
    available: Type.Integer(),
    currency: Currency,
    as_of: Timestamp,
  },
  { $id: 'PersonBalance' },
);

export function addActivityRoutes(http: Http, { access, db, limits }: ActivityRoutesOptions): void {
  const mayRead = access.may('read');

  http.get(
    '/api/v1/transactions',
    {
      config: { access: mayRead },
      schema: {
        operationId: 'listTransactions',
        summary: 'Everything that went through your wallets, latest first',
        description:
          'A page that was fetched stays what it is while new transactions arrive: nothing comes twice and nothing is left out.',
        tags,
        querystring: ListQuery,
        response: { 200: Page(Transaction) },
      },
    },
    (request) => listTransactions(db, principalOf(request).personId, request.query),
  );

  http.get(
    '/api/v1/transactions/:id',
    {
      config: { access: mayRead, problems: [transactionNotFound] },
      schema: {
        operationId: 'getTransaction',
        summary: 'One transaction, by its id or its reference, with everything that happened to it',
        tags,
        params: TransactionKey,
        response: { 200: TransactionDetail },
      },
    },
    async (request) => {
      const found = await findTransaction(db, principalOf(request).personId, request.params.id);
      if (found === undefined) throw transactionNotFound();
      const [charged_by, timeline] = await Promise.all([readChargedBy(db, found), readTimeline(db, found)]);
      return { ...presentTransaction(found, found.side), charged_by, timeline };
    },
  );

  http.get(
    '/api/v1/users/:id/balance',
    {
      config: {
        access: mayRead,
        problems: [walletNotFound],
        limits: [{ rule: { name: 'balance questions', max: limits.balancePerMinute, windowMs }, by: 'caller' }],
      },
      schema: {
        operationId: 'getBalanceOfUser',
        summary: 'Your balance by your id; staff may ask for anybody',
        tags: ['Users'],
        params: OfPerson,
        querystring: Chosen,
        response: { 200: PersonBalance },
      },
    },
    async (request) => {
      const personId = personAskedFor(request, request.params.id);
      const wallet = personId && (await findWallet(db, personId, request.query.currency));
      if (wallet === undefined) throw walletNotFound();
      const { posted, held, currency } = wallet;
      return {
        user_id: wallet.person_id,
        balance: posted,
        held,
        available: posted - held,
        currency,
        as_of: clock.now().toString(),
      };
    },
  );

  http.get(
    '/api/v1/users/:id/transactions',
    {
      config: {
        access: mayRead,
        problems: [walletNotFound],
        limits: [{ rule: { name: 'transaction lists', max: limits.transactionsPerMinute, windowMs }, by: 'caller' }],
      },
      schema: {
        operationId: 'listTransactionsOfUser',
        summary: 'Your transactions by your id; staff may ask for anybody',
        tags: ['Users'],
        params: OfPerson,
        querystring: ListQuery,
        response: { 200: Page(Transaction) },
      },
    },
    async (request) => {
      const personId = personAskedFor(request, request.params.id);
      if (personId === undefined || (await findWallet(db, personId)) === undefined) throw walletNotFound();
      return listTransactions(db, personId, request.query);
    },
  );
}

/** Oneself; for staff, anybody, and it is written down. For everybody else there is nobody else. */
function personAskedFor(request: FastifyRequest, id: string): PersonId | undefined {
  const { personId, kind, role } = principalOf(request);
  if (id === personId) return personId;
  if (kind !== 'person' || role === 'user') return undefined;
  request.log.info({ staff: personId, person: id }, 'staff looked at the money of a person');
  return id as PersonId;
}
