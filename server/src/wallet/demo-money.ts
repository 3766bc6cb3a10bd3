import { sql } from 'kysely';
import { type PersonId } from '#identity';
import { along, type Companion, type EntryRow, systemAccount, type Writer } from '#ledger';
import { type Database } from '#platform/db';
import { newId } from '#platform/id';
import { findWallet } from './queries.ts';
import { drawReference } from './reference.ts';
import { postingOf, type TransactionId } from './transaction.ts';
import { type WalletId } from './wallet.ts';

export interface DemoMoneyParts {
  readonly database: Pick<Database, 'db' | 'transact'>;
  readonly writer: Writer;
}

interface DemoDeposit {
  readonly id: TransactionId;
  readonly reference: string;
  readonly walletId: WalletId;
  readonly amount: number;
  readonly receiver: string;
}

/** Something to try things out with, as if it had been paid in; once per person, however often it is asked for. */
export async function giveDemoMoney(
  { database, writer }: DemoMoneyParts,
  person: PersonId,
  name: string,
  amount: number,
): Promise<boolean> {
  const wallet = await findWallet(database.db, person, 'NGN');
  if (wallet === undefined || wallet.posted !== 0) return false;
  const { rows } = await sql`select id from wallet.transactions where receiver_wallet_id = ${wallet.id} limit 1`.execute(
    database.db,
  );
  if (rows.length > 0) return false;
  const source = await database.transact((tx) => systemAccount(tx, { kind: 'clearing', owner: 'demo', currency: 'NGN' }));
  const id: TransactionId = newId();
  const reference = drawReference();
  const legs = [
    { account: source.id, amount: -amount },
    { account: wallet.account_id, amount },
  ];
  const item: DemoDeposit = { id, reference, walletId: wallet.id, amount, receiver: name };
  const outcome = await writer.submit([{ kind: 'post', id: postingOf(id), reference, legs }], [along(recordDemoDeposits, item)]);
  if (outcome.kind === 'refused') throw new Error(`the demo money was refused: ${outcome.refusal.code}`);
  return true;
}

const recordDemoDeposits: Companion<DemoDeposit> = async (tx, accepted) => {
  for (const { item, outcome } of accepted) {
    const [posting] = outcome.postings;
    const entry: EntryRow | undefined = posting?.entries.find(({ amount }) => amount === item.amount);
    if (posting === undefined || entry === undefined) throw new Error('the demo money did not arrive');
    await sql`
      insert into wallet.transactions (
        id, reference, type, status, currency, amount, receiver_wallet_id, receiver_name, receiver_balance_after, narration, provider,
        created_at, updated_at, completed_at
      )
      values (
        ${item.id}, ${item.reference}, 'deposit', 'success', 'NGN', ${item.amount}, ${item.walletId}, ${item.receiver},
        ${entry.posted_after}, 'To try things out', 'demo', ${posting.recorded_at}, ${posting.recorded_at}, ${posting.recorded_at}
      )
    `.execute(tx);
  }
};
