import { sql } from 'kysely';
import { type PersonId } from '#identity';
import { type AccountId, type Reason, setLimits } from '#ledger';
import { type Tx } from '#platform/db';
import { recordAll } from '#platform/events';
import { walletUpdated } from './events.ts';
import { holdWallets } from './hold-wallets.ts';
import { liftedLimit } from './limits.ts';
import { type Tariff } from './tariff.ts';
import { type WalletCurrency, type WalletId } from './wallet.ts';

export interface Aligning extends Reason {
  readonly tariff: Tariff;
  readonly at: Temporal.Instant;
}

interface Standing {
  readonly id: WalletId;
  readonly person_id: PersonId;
  readonly account_id: AccountId;
  readonly currency: WalletCurrency;
  readonly tier: number;
  readonly ceiling: number | null;
  readonly daily_debit_cap: number | null;
  readonly per_day_override: number | null;
  readonly balance_override: number | null;
}

/** Gives the accounts of the wallets what the tiers of their owners and the running overrides allow. Answers with those for which that is new. */
export async function alignLimits(
  tx: Tx,
  wallets: readonly WalletId[],
  { tariff, at, by, reason }: Aligning,
): Promise<readonly WalletId[]> {
  if (wallets.length === 0) return [];
  await holdWallets(tx, wallets);
  const changed: Standing[] = [];
  for (const standing of await readStandings(tx, wallets)) {
    const { balance, per_day } = tariff.limitsOf(standing.tier, standing.currency, at);
    const ceiling = liftedLimit(balance, standing.balance_override);
    const daily_debit_cap = liftedLimit(per_day, standing.per_day_override);
    if (ceiling === standing.ceiling && daily_debit_cap === standing.daily_debit_cap) continue;
    await setLimits(tx, standing.account_id, { ceiling, daily_debit_cap }, { by, reason });
    changed.push(standing);
  }
  await recordAll(
    tx,
    walletUpdated,
    changed.map(({ id, person_id }) => ({ subject: id, owner: person_id, data: { change: 'limits' } })),
  );
  return changed.map(({ id }) => id);
}

async function readStandings(tx: Tx, wallets: readonly WalletId[]): Promise<readonly Standing[]> {
  const { rows } = await sql<Standing>`
    select
      w.id, w.person_id, w.account_id, w.currency, p.tier, a.ceiling, a.daily_debit_cap,
      max(o.amount) filter (where o.limit_name = 'per_day') as per_day_override,
      max(o.amount) filter (where o.limit_name = 'balance') as balance_override
    from wallet.wallets w
    join identity.people p on p.id = w.person_id
    join ledger.accounts a on a.id = w.account_id
    left join wallet.limit_overrides o on o.wallet_id = w.id and o.ended_at is null and o.expires_at > clock_timestamp()
    where w.id = any (${wallets}::uuid[])
    group by w.id, p.id, a.id
    order by a.id
  `.execute(tx);
  return rows;
}
