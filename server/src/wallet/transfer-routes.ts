import { Type } from 'typebox';
import { type AccessTo, principalOf } from '#identity';
import { clock } from '#platform/clock';
import { Amount, Currency, type Http, validationFailed } from '#platform/http';
import { type StrictLimiter } from '#platform/limits';
import { type OnceTogether } from '#platform/once';
import { countLookUp } from './count-look-up.ts';
import { Explanation, explainTransfer } from './explain-transfer.ts';
import { tooManyLookUps } from './problems.ts';
import { quote } from './quote.ts';
import { readTransfer, TransferBody } from './read-transfer.ts';
import { type Tariff } from './tariff.ts';
import { presentTransaction, Transaction, type TransactionRow } from './transaction.ts';
import { transferProblems } from './transfer-problems.ts';
import { type Transfers } from './transfer.ts';
import { walletCurrencies } from './wallet.ts';

export interface TransferRoutesOptions {
  readonly strictLimiter: Pick<StrictLimiter, 'take'>;
  readonly access: Pick<AccessTo, 'may'>;
  readonly together: OnceTogether;
  readonly transfers: Transfers;
  readonly tariff: () => Promise<Tariff>;
  readonly explaining: Parameters<typeof explainTransfer>[0];
}

const tags = ['Transfers'];

const TransferQuote = Type.Object(
  {
    amount: Type.Integer(),
    currency: Currency,
    charges: Type.Object({ fee: Type.Integer(), vat: Type.Integer(), stamp_duty: Type.Integer(), total: Type.Integer() }),
    total: Type.Integer({ description: 'What would leave the wallet: the amount and the charges.' }),
    fee_schedule_id: Type.Integer(),
  },
  { $id: 'TransferQuote' },
);

export function addTransferRoutes(http: Http, options: TransferRoutesOptions): void {
  const { access, together, transfers, tariff, explaining, strictLimiter } = options;

  http.post(
    '/api/v1/transfers',
    {
      config: { access: access.may('transfer'), problems: [...transferProblems, tooManyLookUps] },
      schema: {
        operationId: 'createTransfer',
        summary: 'Send money to a wallet number, an e-mail address or a phone number',
        description:
          'Final at once. With `explain=true` nothing moves, no `Idempotency-Key` is needed, and the answer says what would happen, with the recipient’s masked name, so it counts as a look-up. People who have set a PIN send the `X-Pin-Token` of an intent with the action `transfer`, this amount and currency, and as `to` the recipient as written here.',
        tags,
        querystring: Type.Object({
          explain: Type.Boolean({ default: false, description: 'Say what would happen, and do nothing.' }),
        }),
        headers: Type.Object({
          'idempotency-key': Type.Optional(Type.String({ description: 'Required, but for `explain=true`.' })),
          'x-pin-token': Type.Optional(Type.String({ maxLength: 200 })),
        }),
        body: TransferBody,
        response: { 200: Explanation, 201: Transaction },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const asked = readTransfer(request.body);
      if (request.query.explain) {
        await countLookUp(strictLimiter, principal.personId);
        return reply.code(200).send(await explainTransfer(explaining, principal, asked));
      }
      await together.answer(request, reply, async (identity, serialise) => {
        let answer: ReturnType<typeof serialise> | undefined;
        const answerWith = (row: TransactionRow) =>
          (answer = serialise({ status: 201, payload: presentTransaction(row, 'sender') }));
        await transfers.carryOut({
          principal,
          request: asked,
          requestId: request.id,
          pinToken: request.headers['x-pin-token'],
          kept: { identity, answerWith },
        });
        if (answer === undefined) throw new Error('a transfer was committed without its answer');
        return answer;
      });
    },
  );

  http.get(
    '/api/v1/transfers/quote',
    {
      config: { access: access.may('read') },
      schema: {
        operationId: 'quoteTransfer',
        summary: 'What a transfer costs, before you commit to it',
        tags,
        querystring: Type.Object({ amount: Amount, currency: Type.Enum([...walletCurrencies], { default: 'NGN' }) }),
        response: { 200: TransferQuote },
      },
    },
    async ({ query: { amount, currency } }) => {
      const { schedule_id, ...charges } = quote((await tariff()).feesFor('transfer', currency, clock.now()), amount);
      const total = amount + charges.total;
      if (!Number.isSafeInteger(total))
        throw validationFailed({
          errors: [{ path: '/query/amount', message: 'is more than can be counted with what it costs' }],
        });
      return { amount, currency, charges, total, fee_schedule_id: schedule_id };
    },
  );
}
