import { type Currency, money, toDecimalString } from '@akawo/money';
import { byteOrderMark, csvRow, csvText } from './csv.ts';
import { type StatementLine, type WalletStatement } from './read-statement.ts';

/** What a statement says about itself. */
export interface CsvHead {
  readonly currency: Currency;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

const columns = ['time', 'reference', 'type', 'counterparty', 'narration', 'money_in', 'money_out', 'fee', 'balance', 'currency'];

/** Some rows at a time: however long the statement is, this holds no more of it than one batch. Without its last row it is not complete. */
export async function* writeCsv({ currency, from, to }: CsvHead, statement: WalletStatement): AsyncGenerator<string> {
  const decimal = (amount: number) => (amount === 0 ? '' : toDecimalString(money(amount, currency)));
  const balance = (amount: number) => toDecimalString(money(amount, currency));
  const row = (line: StatementLine) =>
    csvRow([
      line.at,
      csvText(line.reference),
      line.type,
      csvText(line.counterparty ?? ''),
      csvText(line.narration ?? ''),
      decimal(line.money_in),
      decimal(line.money_out),
      decimal(line.fee),
      balance(line.balance),
      currency,
    ]);
  const edge = (type: string, at: Temporal.Instant, amount: number) =>
    csvRow([at.toString(), '', type, '', '', '', '', '', balance(amount), currency]);

  yield byteOrderMark + csvRow(columns) + edge('opening_balance', from, statement.opening);
  for await (const batch of statement.batches) yield batch.map(row).join('');
  yield edge('closing_balance', to, statement.closing);
}
