import { Type } from 'typebox';
import { type AccessTo, principalOf } from '#identity';
import { type Http, PageQuery, Uuid } from '#platform/http';
import { type LimitRule } from '#platform/limits';
import { keepAnswers, type OnceTogether } from '#platform/once';
import { type EndOverdue, heeding } from '../overrides/heed-expiry.ts';
import { bulkTransferNotFound, bulkTransferRefused } from '../problems.ts';
import { transferProblems } from '../transfer-problems.ts';
import { type BulkParts, prepareBulk } from './prepare-bulk.ts';
import { BulkBody, intentDescription, readBulk } from './bulk-request.ts';
import { BulkTransfer, BulkTransferPage, BulkTransferWithOutcomes, mostAtOnce, mostLines } from './bulk-transfer.ts';
import { findBulk } from './find-bulk.ts';

export interface BulkRoutesOptions {
  readonly access: Pick<AccessTo, 'may'>;
  readonly together: OnceTogether;
  readonly parts: BulkParts;
  readonly endAllOverdue: EndOverdue;
}

const tags = ['Transfers'];
const bodyLimit = 8 * 1_024 * 1_024;
/** Each may be as much work as thousands of requests. */
const bulkRule: LimitRule = { name: 'bulk transfers', max: 30, windowMs: 60_000 };

export function addBulkRoutes(http: Http, { access, together, parts, endAllOverdue }: BulkRoutesOptions): void {
  const { db, transact } = parts.database;

  http.post(
    '/api/v1/transfers/bulk',
    {
      bodyLimit,
      config: {
        access: access.may('transfer'),
        problems: [...transferProblems, bulkTransferRefused],
        limits: [{ rule: bulkRule, by: 'caller' }],
      },
      schema: {
        operationId: 'createBulkTransfer',
        summary: 'Send money to many people at once',
        description: `Up to ${mostAtOnce} transfers are carried out before the answer, which has the outcome of each; with \`atomic\` all of them or none. Of more, up to ${mostLines}, the answer is 202 and they are carried out afterwards: ask for them by their \`id\`. ${intentDescription}`,
        tags,
        headers: Type.Object({
          'idempotency-key': Type.Optional(Type.String({ description: 'Required.' })),
          'x-pin-token': Type.Optional(Type.String({ maxLength: 200 })),
        }),
        body: BulkBody,
        response: { 201: BulkTransferWithOutcomes, 202: BulkTransfer },
      },
    },
    async (request, reply) => {
      const bulk = readBulk(request.body);
      const asked = {
        principal: principalOf(request),
        request: bulk,
        requestId: request.id,
        pinToken: request.headers['x-pin-token'],
      };
      const status = bulk.lines.length > mostAtOnce ? 202 : 201;
      // The key comes after the accounts, as it does for single transfers: in the other order two of them could wait for each other.
      await together.answer(request, reply, (identity, serialise) =>
        heeding(endAllOverdue, async () => {
          const work = await prepareBulk(parts, asked);
          return transact(async (tx) => {
            const answer = serialise({ status, payload: await work(tx) });
            await keepAnswers(tx, [{ identity, answer }]);
            return answer;
          });
        }),
      );
    },
  );

  http.get(
    '/api/v1/transfers/bulk/:id',
    {
      config: { access: access.may('read'), problems: [bulkTransferNotFound] },
      schema: {
        operationId: 'getBulkTransfer',
        summary: 'How far a bulk transfer is, and what became of each of its lines',
        tags,
        params: Type.Object({ id: Uuid }),
        querystring: PageQuery,
        response: { 200: BulkTransferPage },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const found = await findBulk(db, { id: request.params.id, owner: principalOf(request).personId, limit, cursor });
      if (found === undefined) throw bulkTransferNotFound();
      return found;
    },
  );
}
