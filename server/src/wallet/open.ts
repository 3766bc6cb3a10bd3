import { sql } from 'kysely';
import { type PersonId } from '#identity';
import { openAccounts } from '#ledger';
import { type Tx } from '#platform/db';
import { record } from '#platform/events';
import { newId } from '#platform/id';
import { walletUpdated } from './events.ts';
import { drawWalletNumber } from './number.ts';
import { walletExists } from './problems.ts';
import { type Tariff } from './tariff.ts';
import { type WalletCurrency, type WalletId, type WalletRow } from './wallet.ts';

export interface NewWallet {
  readonly personId: PersonId;
  readonly currency: WalletCurrency;
  readonly tariff: Tariff;
  readonly at: Temporal.Instant;
}

const mostDraws = 5;

/** The wallet and its account, in the caller's transaction. A person's first wallet is the one that is meant unless he says otherwise. */
export async function openWallet(tx: Tx, { personId, currency, tariff, at }: NewWallet): Promise<WalletRow> {
  const limits = tariff.limitsOf(await tierOf(tx, personId), currency, at);
  const [account] = await openAccounts(tx, [
    { kind: 'wallet', owner: personId, currency, floor: 0, ceiling: limits.balance, daily_debit_cap: limits.per_day },
  ]);
  if (account === undefined) throw new Error('the account of a wallet was not opened');
  for (let draw = 0; draw < mostDraws; draw += 1) {
    const { rows } = await sql<WalletRow>`
      insert into wallet.wallets (id, person_id, currency, number, account_id, is_default)
      select
        ${newId<'wallets'>()}, ${personId}, ${currency}, ${drawWalletNumber()}, ${account.id},
        not exists (select from wallet.wallets where person_id = ${personId})
      where not exists (select from wallet.wallets where person_id = ${personId} and currency = ${currency})
      on conflict (number) do nothing
      returning id, person_id, currency, number, account_id, is_default, is_active, created_at
    `.execute(tx);
    if (rows[0] !== undefined) {
      await record(tx, walletUpdated, { subject: rows[0].id, owner: personId, data: { change: 'opened' } });
      return rows[0];
    }
    if (await hasWallet(tx, personId, currency)) throw walletExists();
  }
  throw new Error(`${mostDraws} wallet numbers were taken`);
}

async function hasWallet(tx: Tx, personId: PersonId, currency: WalletCurrency): Promise<boolean> {
  const { rows } = await sql<{ id: WalletId }>`
    select id from wallet.wallets where person_id = ${personId} and currency = ${currency}
  `.execute(tx);
  return rows.length > 0;
}

/** The row stays locked, so that nobody is raised to another tier between its limits and the account that gets them. */
async function tierOf(tx: Tx, personId: PersonId): Promise<number> {
  const { rows } = await sql<{ tier: number }>`select tier from identity.people where id = ${personId} for no key update`.execute(
    tx,
  );
  if (rows[0] === undefined) throw new Error(`there is no person ${personId}`);
  return rows[0].tier;
}
