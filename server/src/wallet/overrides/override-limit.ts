import { sql } from 'kysely';
import { type PersonId } from '#identity';
import { type Tx } from '#platform/db';
import { record } from '#platform/events';
import { enqueue } from '#platform/jobs';
import { type Id, newId } from '#platform/id';
import { alignLimits } from '../align-limits.ts';
import { walletUpdated } from '../events.ts';
import { holdWallets } from '../hold-wallets.ts';
import { endOverridesJob, releaseParkedJob } from '../jobs.ts';
import { type LimitName } from '../limits.ts';
import { overrideRefused, walletNotFound } from '../problems.ts';
import { type Tariff } from '../tariff.ts';
import { type WalletCurrency, type WalletId } from '../wallet.ts';

export interface WantedOverride {
  readonly walletId: WalletId;
  readonly limit: LimitName;
  readonly amount: number;
  readonly reason: string;
  readonly requestedBy: PersonId;
  readonly approvedBy: PersonId;
  readonly expiresAt: Temporal.Instant;
}

export type OverrideId = Id<'limit_overrides'>;

const longestDays = 90;

interface Surroundings {
  readonly person_id: PersonId;
  readonly currency: WalletCurrency;
  readonly tier: number;
  readonly is_short: boolean;
  readonly is_long: boolean;
  /** Both are staff, and who approves is an admin. */
  readonly is_by_staff: boolean;
}

/** Lifts one limit of one wallet for a time, in the place of an earlier override of the same limit. Two members of staff answer for it. */
export async function overrideLimit(
  tx: Tx,
  wanted: WantedOverride,
  { tariff, at }: { readonly tariff: Tariff; readonly at: Temporal.Instant },
): Promise<OverrideId> {
  const { walletId, limit, amount, reason, requestedBy, approvedBy, expiresAt } = wanted;
  await holdWallets(tx, [walletId]);
  const owner = await refuse(tx, wanted, tariff, at);
  await sql`
    update wallet.limit_overrides set ended_at = clock_timestamp()
    where wallet_id = ${walletId} and limit_name = ${limit} and ended_at is null
  `.execute(tx);
  const id: OverrideId = newId();
  await sql`
    insert into wallet.limit_overrides (id, wallet_id, limit_name, amount, reason, requested_by, approved_by, expires_at)
    values (${id}, ${walletId}, ${limit}, ${amount}, ${reason}, ${requestedBy}, ${approvedBy}, ${expiresAt.toString()})
  `.execute(tx);
  const changed = await alignLimits(tx, [walletId], { tariff, at, by: `person:${approvedBy}`, reason });
  // What is one payment's limit is not the account's, so nothing was said about it yet.
  if (changed.length === 0) await record(tx, walletUpdated, { subject: walletId, owner, data: { change: 'limits' } });
  await enqueue(tx, endOverridesJob, { wallet_id: walletId }, { runAt: expiresAt });
  if (limit === 'balance') await enqueue(tx, releaseParkedJob, { wallet_id: walletId });
  return id;
}

async function refuse(tx: Tx, wanted: WantedOverride, tariff: Tariff, at: Temporal.Instant): Promise<PersonId> {
  const { walletId, limit, amount, reason, requestedBy, approvedBy, expiresAt } = wanted;
  const { rows } = await sql<Surroundings>`
    select
      w.person_id, w.currency, p.tier,
      ${expiresAt.toString()}::timestamptz < clock_timestamp() + interval '1 minute' as is_short,
      ${expiresAt.toString()}::timestamptz > clock_timestamp() + ${longestDays} * interval '1 day' as is_long,
      exists (select from identity.people where id = ${requestedBy} and role in ('support', 'admin') and banned_at is null)
        and exists (select from identity.people where id = ${approvedBy} and role = 'admin' and banned_at is null) as is_by_staff
    from wallet.wallets w
    join identity.people p on p.id = w.person_id
    where w.id = ${walletId}
  `.execute(tx);
  const [found] = rows;
  if (found === undefined) throw walletNotFound();
  const allowed = tariff.limitsOf(found.tier, found.currency, at)[limit];
  const refusals: readonly (readonly [boolean, string])[] = [
    [reason.trim() === '', 'It needs a reason.'],
    [requestedBy === approvedBy, 'Somebody else has to approve it.'],
    [!found.is_by_staff, 'Staff ask for it, and an admin approves it.'],
    [[requestedBy, approvedBy].includes(found.person_id), 'Nobody lifts his own limits.'],
    [found.is_short, 'It has to last for a minute at least.'],
    [found.is_long, `It has to end within ${longestDays} days.`],
    [!Number.isSafeInteger(amount) || allowed === null || amount <= allowed, 'The tier of the wallet allows as much.'],
  ];
  const refusal = refusals.find(([applies]) => applies);
  if (refusal !== undefined) throw overrideRefused({ detail: refusal[1] });
  return found.person_id;
}
