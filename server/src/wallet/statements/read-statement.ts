import { type AccountId, type Period, statement, type StatementLine as LedgerLine } from '#ledger';
import { type Db } from '#platform/db';
import { type TransactionType } from '../transaction.ts';
import { type WalletId } from '../wallet.ts';
import { describePostings } from './describe-postings.ts';

/** One movement of the money in a wallet. Exactly one of `money_in` and `money_out` is not zero, and only what leaves has a fee. */
export interface StatementLine {
  readonly at: string;
  readonly reference: string;
  readonly type: TransactionType;
  readonly counterparty: string | null;
  readonly narration: string | null;
  readonly money_in: number;
  readonly money_out: number;
  readonly fee: number;
  /** After this line. */
  readonly balance: number;
}

export interface WalletStatement {
  readonly opening: number;
  /** The opening balance with all lines. */
  readonly closing: number;
  /** In the order of their time, some at a time; read once. */
  readonly batches: AsyncIterable<readonly StatementLine[]>;
}

export interface StatementOf {
  readonly id: WalletId;
  readonly account_id: AccountId;
}

const linesPerBatch = 1_000;

/**
 * The ledger's own statement with a name to each of its lines. What it adds up to is the ledger's; transactions only say what the money
 * was for. Entries that come while it is read are left out, so it ties out without a snapshot that would have to be held
 * open for as long as a slow reader takes.
 */
export async function readStatement(db: Db, wallet: StatementOf, period: Omit<Period, 'by'>): Promise<WalletStatement> {
  const { opening, closing, lines } = await statement(db, wallet.account_id, { ...period, by: 'recorded' });
  return { opening, closing, batches: describe(db, wallet, lines) };
}

async function* describe(
  db: Db,
  wallet: StatementOf,
  lines: AsyncIterable<LedgerLine>,
): AsyncGenerator<readonly StatementLine[]> {
  for await (const batch of inBatches(lines)) {
    const described = await describePostings(db, wallet.id, batch);
    yield batch.map((line) => {
      const { type, reference, counterparty, narration, fee } = described(line);
      const { recorded_at: at, amount, balance } = line;
      const money = amount > 0 ? { money_in: amount, money_out: 0, fee: 0 } : { money_in: 0, money_out: -amount - fee, fee };
      return { at, reference, type, counterparty, narration, ...money, balance };
    });
  }
}

async function* inBatches(lines: AsyncIterable<LedgerLine>): AsyncGenerator<readonly LedgerLine[]> {
  let batch: LedgerLine[] = [];
  for await (const line of lines) {
    batch.push(line);
    if (batch.length < linesPerBatch) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** All lines, if there are not more of them. */
export async function readAtMost(
  most: number,
  batches: AsyncIterable<readonly StatementLine[]>,
): Promise<readonly StatementLine[] | undefined> {
  const lines: StatementLine[] = [];
  for await (const batch of batches) {
    lines.push(...batch);
    if (lines.length > most) return undefined;
  }
  return lines;
}
