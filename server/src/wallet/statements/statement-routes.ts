import { Readable } from 'node:stream';
import { type FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { type AccessTo, principalOf } from '#identity';
import { clock } from '#platform/clock';
import { type Db } from '#platform/db';
import { type Http, validationFailed } from '#platform/http';
import { TransactionKey } from '../activity/activity-routes.ts';
import { findTransaction } from '../activity/find-transaction.ts';
import { beginOf, businessZone, endOf, From, To } from '../activity/period.ts';
import { Chosen, type WalletOf } from '../chosen-wallet.ts';
import { statementsBusy, statementTooLong, transactionNotFound, walletNotFound } from '../problems.ts';
import { type WalletWithBalance } from '../queries.ts';
import { drawReceipt } from './draw-receipt.ts';
import { drawStatement } from './draw-statement.ts';
import { findHolder } from './find-holder.ts';
import { readAtMost, readStatement } from './read-statement.ts';
import { createSeats } from './seats.ts';
import { writeCsv } from './write-csv.ts';

export interface StatementRoutesOptions {
  readonly access: Pick<AccessTo, 'may'>;
  readonly db: Db;
  readonly walletOf: WalletOf;
}

interface Period {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

const tags = ['Transactions'];
const longest = { years: 5 };
/** Drawing takes the processor from everybody else, so paper has an end where a table has none. */
const mostPrintedLines = 5_000;
/** Ten million lines at the pace of a slow connection. One that stands still is cut long before. */
const longestMs = 60 * 60_000;
const statementRule = { name: 'statements', max: 20, windowMs: 60_000 };
const receiptRule = { name: 'receipts', max: 60, windowMs: 60_000 };

const csvType = 'text/csv; charset=utf-8';
const pdfType = 'application/pdf';
const File = Type.Unsafe<Readable>({ type: 'string', format: 'binary' });

export function addStatementRoutes(http: Http, { access, db, walletOf }: StatementRoutesOptions): void {
  const mayRead = access.may('read');
  const tables = createSeats({ inAll: 100, each: 2 });
  const desks = createSeats({ inAll: 4, each: 1 });

  /** The seat is for as long as rows are sent. */
  async function sendTable(reply: FastifyReply, wallet: WalletWithBalance, period: Period, leave: () => void) {
    const statement = await readStatement(db, wallet, period);
    const rows = Readable.from(
      writeCsv({ currency: wallet.currency, from: period.from, to: soonerOf(period.to, clock.now()) }, statement),
    );
    return reply
      .headers(fileHeaders(`akawo-statement-${daysOf(period)}.csv`))
      .type(csvType)
      .send(rows.once('close', leave));
  }

  /** The seat is for as long as something is drawn, and not for as long as somebody reads. */
  async function sendPaper(reply: FastifyReply, wallet: WalletWithBalance, period: Period, leave: () => void) {
    const statement = await readStatement(db, wallet, period);
    const lines = await readAtMost(mostPrintedLines, statement.batches);
    if (lines === undefined)
      throw statementTooLong({ detail: `On paper it has at most ${mostPrintedLines} lines: ask for less time, or for \`csv\`.` });
    const holder = await findHolder(db, wallet.person_id);
    const madeAt = clock.now();
    const { number: walletNumber, currency } = wallet;
    const head = { holder, walletNumber, currency, from: period.from, to: soonerOf(period.to, madeAt), madeAt };
    const { pdf, drawn } = drawStatement(head, { ...statement, lines });
    void drawn.then(leave);
    return reply
      .headers(fileHeaders(`akawo-statement-${daysOf(period)}.pdf`))
      .type(pdfType)
      .send(pdf);
  }

  http.get(
    '/api/v1/transactions/export',
    {
      config: {
        timeoutMs: longestMs,
        access: mayRead,
        limits: [{ rule: statementRule, by: 'caller' }],
        problems: [walletNotFound, statementTooLong, statementsBusy],
      },
      schema: {
        operationId: 'exportStatement',
        summary: 'A statement of one wallet, as a table or on paper',
        description: `Opening and closing balance tie to the ledger to the smallest unit. A table (\`csv\`) may have any number of lines, and without its last row \`closing_balance\` it is not complete; paper (\`pdf\`) has at most ${mostPrintedLines} lines.`,
        tags,
        querystring: Type.Object({ format: Type.Enum(['csv', 'pdf']), from: From, to: To, ...Chosen.properties }),
        response: { 200: { content: { 'text/csv': { schema: File }, [pdfType]: { schema: File } } } },
      },
    },
    async (request, reply) => {
      const { format, currency } = request.query;
      const period = periodOf(request.query);
      const wallet = await walletOf(request, currency);
      const isTable = format === 'csv';
      const leave = (isTable ? tables : desks).take(principalOf(request).personId);
      if (leave === undefined) throw statementsBusy({ retryAfterSeconds: 5 });
      try {
        return await (isTable ? sendTable : sendPaper)(reply, wallet, period, leave);
      } catch (thrown) {
        leave();
        throw thrown;
      }
    },
  );

  http.get(
    '/api/v1/transactions/:id/receipt',
    {
      config: { access: mayRead, limits: [{ rule: receiptRule, by: 'caller' }], problems: [transactionNotFound] },
      schema: {
        operationId: 'getReceipt',
        summary: 'A receipt on one page, for sharing',
        tags,
        params: TransactionKey,
        querystring: Type.Object({ format: Type.Enum(['pdf'], { default: 'pdf' }) }),
        response: { 200: { content: { [pdfType]: { schema: File } } } },
      },
    },
    async (request, reply) => {
      const found = await findTransaction(db, principalOf(request).personId, request.params.id);
      if (found === undefined) throw transactionNotFound();
      void reply.headers(fileHeaders(`akawo-receipt-${found.reference}.pdf`)).type(pdfType);
      return reply.send(drawReceipt(found, found.side, clock.now()));
    },
  );
}

function periodOf(query: { readonly from: string; readonly to: string }): Period {
  const from = beginOf(query.from);
  const to = endOf(query.to);
  if (Temporal.Instant.compare(from, clock.now()) > 0)
    throw validationFailed({ errors: [{ path: '/query/from', message: 'is in the future' }] });
  if (Temporal.Instant.compare(from, to) >= 0)
    throw validationFailed({ errors: [{ path: '/query/to', message: 'must be later than `from`' }] });
  const latest = from.toZonedDateTimeISO(businessZone).add(longest).toInstant();
  if (Temporal.Instant.compare(to, latest) > 0)
    throw statementTooLong({ detail: `A statement covers at most ${longest.years} years.` });
  return { from, to };
}

/** Nobody on the way keeps it, and no browser takes it for a page. */
function fileHeaders(name: string): Record<string, string> {
  return { 'content-disposition': `attachment; filename="${name}"`, 'cache-control': 'private, no-store' };
}

function daysOf({ from, to }: Period): string {
  const day = (at: Temporal.Instant) => at.toZonedDateTimeISO(businessZone).toPlainDate().toString();
  return `${day(from)}-to-${day(to.subtract({ nanoseconds: 1 }))}`;
}

/** Nobody knows what a balance will be. */
function soonerOf(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(one, other) < 0 ? one : other;
}
