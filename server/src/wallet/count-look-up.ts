import { type PersonId } from '#identity';
import { type LimitRule, type StrictLimiter } from '#platform/limits';
import { tooManyLookUps } from './problems.ts';

/** Enough for somebody who pays many people, too few to try numbers. Of a person: his keys have no count of their own. */
const lookUpRule: LimitRule = { name: 'looking up wallets', max: 200, windowMs: 24 * 60 * 60_000 };

/** Counts one more answer that says whose a wallet is, in whatever way it was asked. */
export async function countLookUp(limiter: Pick<StrictLimiter, 'take'>, personId: PersonId): Promise<void> {
  const { allowed, retryAfterMs } = await limiter.take([{ rule: lookUpRule, subject: personId }]);
  if (!allowed) throw tooManyLookUps({ retryAfterSeconds: Math.max(1, retryAfterMs / 1_000) });
}
