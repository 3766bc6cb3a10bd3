import { sql } from 'kysely';
import { type PersonId, personBanned } from '#identity';
import { along, type Companion, type Outcome, type Writer } from '#ledger';
import { clock } from '#platform/clock';
import { type Database } from '#platform/db';
import { type Jobs } from '#platform/jobs';
import { isDecided } from '#platform/once';
import { Problem } from '#platform/problem';
import { currentContext } from '#platform/telemetry';
import { type TransferDraft, type TransferRequest } from '../plan-transfer.ts';
import { recordTransfers } from '../record-transfers.ts';
import { type OurAccounts, type SystemAccounts } from '../system-accounts.ts';
import { type Tariff } from '../tariff.ts';
import { type Failure, type TransactionId } from '../transaction.ts';
import { commandOf, hasNoRoom, refusalOf } from '../transfer-command.ts';
import { type WalletCurrency } from '../wallet.ts';
import { type BulkTransferId } from './bulk-transfer.ts';
import { failureOf } from './failure-of.ts';
import { carryOutBulkJob } from './jobs.ts';
import { type EndOverrides, findAllSides, planLine } from './plan-lines.ts';
import { countOutcomes, failLines } from './store-bulk.ts';

export interface BulkWork {
  readonly database: Pick<Database, 'db' | 'transact'>;
  readonly writer: Pick<Writer, 'submit'>;
  readonly tariff: () => Promise<Tariff>;
  readonly systemAccounts: SystemAccounts;
  readonly endOverrides: EndOverrides;
}

interface Owner {
  readonly person_id: PersonId;
  readonly currency: WalletCurrency;
  readonly is_banned: boolean;
}

interface PendingLine {
  readonly number: number;
  readonly request: TransferRequest;
  readonly transaction_id: TransactionId;
}

interface Settled {
  readonly bulkId: BulkTransferId;
  readonly number: number;
}

const perChunk = 200;

export function handleBulkTransfers(jobs: Pick<Jobs, 'handle'>, work: BulkWork): void {
  jobs.handle(carryOutBulkJob, async ({ bulk_id }, { signal }) => {
    const bulkId = bulk_id as BulkTransferId;
    for (;;) {
      signal.throwIfAborted();
      const lines = await pendingLines(work, bulkId);
      if (lines.length > 0) await carryOutChunk(work, bulkId, lines);
      if ((await work.database.transact((tx) => countOutcomes(tx, bulkId))) === 0) return;
    }
  });
}

async function pendingLines({ database }: BulkWork, bulkId: BulkTransferId): Promise<readonly PendingLine[]> {
  const { rows } = await sql<PendingLine>`
    select number, request, transaction_id from wallet.bulk_lines
    where bulk_id = ${bulkId} and status = 'pending'
    order by number
    limit ${perChunk}
  `.execute(database.db);
  return rows;
}

/** The orders stand in the writer's line in the order of the lines. What another worker has settled meanwhile stays as he left it. */
async function carryOutChunk(work: BulkWork, bulkId: BulkTransferId, lines: readonly PendingLine[]): Promise<void> {
  const { database, tariff, systemAccounts, endOverrides } = work;
  const { person_id: payer, currency, is_banned } = await ownerOf(work, bulkId);
  const terms = { tariff: await tariff(), at: clock.now() };
  const requests = lines.map(({ request }) => request);
  const sides = await findAllSides(database.db, { payer, currency }, requests, endOverrides);
  const accounts = await systemAccounts(currency);
  const settled = await Promise.allSettled(
    lines.map(async ({ number, request, transaction_id: id }, index) => {
      const found = sides[index];
      if (found === undefined) throw new Error('a line has no sides');
      const planned = is_banned ? personBanned() : planLine({ payer, bulkId, terms }, request, found);
      if (planned instanceof Problem) return { number, failure: failureOf(planned) };
      const draft = { ...planned, id };
      const outcome = await submitOnce(work, draft, accounts, { bulkId, number });
      if (outcome === undefined || outcome.kind === 'accepted' || outcome.refusal.code === 'posting_conflict') return undefined;
      return { number, failure: failureOf(refusalOf(draft, terms, outcome)) };
    }),
  );
  const failures = settled.map((line, index) =>
    line.status === 'fulfilled' ? line.value : failureFor(line.reason, lines[index]),
  );
  await database.transact((tx) => failLines(tx, bulkId, failures.filter(isFailure)));
  const broken = settled.find((line) => line.status === 'rejected' && !isDecided(line.reason));
  if (broken?.status === 'rejected') throw broken.reason;
}

function failureFor(reason: unknown, line: PendingLine | undefined): LineFailure | undefined {
  return isDecided(reason) && line !== undefined ? { number: line.number, failure: failureOf(reason) } : undefined;
}

interface LineFailure {
  readonly number: number;
  readonly failure: Failure;
}

function isFailure(line: LineFailure | undefined): line is LineFailure {
  return line !== undefined;
}

async function submitOnce(
  { writer }: BulkWork,
  draft: TransferDraft,
  accounts: OurAccounts,
  settled: Settled,
): Promise<Outcome | undefined> {
  const requestId = currentContext()?.correlationId ?? settled.bulkId;
  const submit = (one: TransferDraft) =>
    writer.submit(
      [commandOf(one, accounts)],
      [along(settleLines, settled), along(recordTransfers, { drafts: [one], requestId })],
    );
  try {
    const first = await submit(draft);
    return hasNoRoom(draft, first) ? await submit({ ...draft, is_parked: true }) : first;
  } catch (thrown) {
    if (thrown instanceof SettledBefore) return undefined;
    throw thrown;
  }
}

/** Another worker was faster with this line, and refused it: then no money may move for it. */
class SettledBefore extends Error {}

/** In the commit of the money, so that a line is never both paid and refused, nor paid twice. */
const settleLines: Companion<Settled> = async (tx, accepted) => {
  const { rows } = await sql`
    update wallet.bulk_lines line set status = 'success'
    from unnest(
      ${accepted.map(({ item }) => item.bulkId)}::uuid[], ${accepted.map(({ item }) => item.number)}::int[]
    ) as paid (bulk_id, number)
    where line.bulk_id = paid.bulk_id and line.number = paid.number and line.status = 'pending'
    returning line.number
  `.execute(tx);
  if (rows.length !== accepted.length) throw new SettledBefore('a line of a bulk transfer was settled before');
};

async function ownerOf({ database }: BulkWork, bulkId: BulkTransferId): Promise<Owner> {
  const { rows } = await sql<Owner>`
    select b.person_id, w.currency, p.banned_at is not null as is_banned
    from wallet.bulk_transfers b
    join wallet.wallets w on w.id = b.wallet_id
    join identity.people p on p.id = b.person_id
    where b.id = ${bulkId}
  `.execute(database.db);
  const [owner] = rows;
  if (owner === undefined) throw new Error(`there is no bulk transfer ${bulkId}`);
  return owner;
}
