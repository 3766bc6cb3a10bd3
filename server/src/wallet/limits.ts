import { type Problem } from '#platform/problem';
import { limitExceeded } from './problems.ts';
import { type Tariff, type TierLimits } from './tariff.ts';
import { type WalletCurrency } from './wallet.ts';

export const limitNames = ['per_transaction', 'per_day', 'balance'] as const;
export type LimitName = (typeof limitNames)[number];

interface Passed {
  readonly name: LimitName;
  readonly limit: number;
  readonly left: number;
  readonly currency: WalletCurrency;
  readonly tier: number;
  /** What would have to be allowed. */
  readonly needed: number;
}

/** The refusal with its numbers, and with the tier that would allow it, where there is one. */
export function limitProblem(
  { name, limit, left, currency, tier, needed }: Passed,
  tariff: Tariff,
  at: Temporal.Instant,
): Problem {
  const lifting = [1, 2, 3].find((higher) => higher > tier && allows(tariff.limitsOf(higher, currency, at)[name], needed));
  return limitExceeded({
    members: { limit: name, amount: limit, left, currency, tier, lifted_by_tier: lifting ?? null },
  });
}

/** An override lifts a limit and never lowers it; where there is no limit, there is nothing to lift. */
export function liftedLimit(limit: TierLimits[LimitName], override: number | null): TierLimits[LimitName] {
  return limit === null || override === null ? limit : Math.max(limit, override);
}

function allows(limit: TierLimits[LimitName], needed: number): boolean {
  return limit === null || needed <= limit;
}
