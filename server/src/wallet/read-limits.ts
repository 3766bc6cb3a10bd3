import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { type Db } from '#platform/db';
import { Amount, Currency, Nullable, Timestamp } from '#platform/http';
import { liftedLimit, type LimitName, limitNames } from './limits.ts';
import { type Tariff, type TierLimits } from './tariff.ts';
import { type WalletCurrency, type WalletId } from './wallet.ts';

const Limit = Nullable(Type.Integer({ description: 'In minor units; null where there is no limit.' }));
const OfTier = { per_transaction: Limit, per_day: Limit, balance: Limit };

/** What a wallet may do, what of it has been used up, and what would allow more. */
export const WalletLimits = Type.Object(
  {
    currency: Currency,
    tier: Type.Integer(),
    ...OfTier,
    used_today: Type.Integer({
      description: 'What has left since midnight, with fees and with what is held for payments under way.',
    }),
    left_today: Limit,
    day_ends_at: Timestamp,
    room: Nullable(Type.Integer({ description: 'What may still come in; what is more waits.' })),
    overrides: Type.Array(
      Type.Object({
        limit: Type.Enum([...limitNames]),
        amount: Amount,
        expires_at: Timestamp,
      }),
      { description: 'What staff have lifted for a time. It is counted in above.' },
    ),
    next_tier: Nullable(Type.Object({ tier: Type.Integer(), ...OfTier })),
  },
  { $id: 'WalletLimits' },
);
export type WalletLimits = Static<typeof WalletLimits>;

interface Row {
  readonly currency: WalletCurrency;
  readonly tier: number;
  readonly posted: number;
  readonly used_today: number;
  readonly day_ends_at: string;
  readonly overrides: readonly { limit: LimitName; amount: number; expires_at: string }[];
}

const highestTier = 3;

/** As it is at this moment: an override that has run out is not in it, whether or not anybody has ended it yet. */
export async function readLimits(db: Db, wallet: WalletId, tariff: Tariff, at: Temporal.Instant): Promise<WalletLimits> {
  const { rows } = await sql<Row>`
    select
      w.currency, p.tier, a.posted,
      a.held + case when a.debited_on >= day.today then a.debited else 0 end as used_today,
      (greatest(a.debited_on, day.today) + 1)::timestamp at time zone a.zone as day_ends_at,
      array(
        select jsonb_build_object('limit', limit_name, 'amount', amount, 'expires_at', expires_at)
        from wallet.limit_overrides
        where wallet_id = w.id and ended_at is null and expires_at > clock_timestamp()
        order by limit_name
      ) as overrides
    from wallet.wallets w
    join identity.people p on p.id = w.person_id
    join ledger.accounts a on a.id = w.account_id
    cross join lateral (select (clock_timestamp() at time zone a.zone)::date as today) day
    where w.id = ${wallet}
  `.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error(`the wallet ${wallet} is gone`);
  const { currency, tier, posted, used_today, day_ends_at, overrides } = row;
  const limits = lifted(tariff.limitsOf(tier, currency, at), overrides);
  return {
    currency,
    tier,
    ...limits,
    used_today,
    left_today: limits.per_day === null ? null : Math.max(0, limits.per_day - used_today),
    day_ends_at,
    room: limits.balance === null ? null : Math.max(0, limits.balance - posted),
    overrides: overrides.map(({ expires_at, ...override }) => ({
      ...override,
      expires_at: Temporal.Instant.from(expires_at).toString(),
    })),
    next_tier: tier < highestTier ? { tier: tier + 1, ...allowedBy(tariff.limitsOf(tier + 1, currency, at)) } : null,
  };
}

function lifted(limits: TierLimits, overrides: Row['overrides']): Pick<TierLimits, LimitName> {
  const amountOf = (name: LimitName) => overrides.find(({ limit }) => limit === name)?.amount ?? null;
  return {
    per_transaction: liftedLimit(limits.per_transaction, amountOf('per_transaction')),
    per_day: liftedLimit(limits.per_day, amountOf('per_day')),
    balance: liftedLimit(limits.balance, amountOf('balance')),
  };
}

function allowedBy({ per_transaction, per_day, balance }: TierLimits): Pick<TierLimits, LimitName> {
  return { per_transaction, per_day, balance };
}
