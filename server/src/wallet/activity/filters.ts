import { type RawBuilder, sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { Amount } from '#platform/http';
import { transactionStatuses, transactionTypes } from '../transaction.ts';
import { walletCurrencies } from '../wallet.ts';
import { counterpartyOf, type Side, statusSeenBy } from './own-side.ts';
import { beginOf, endOf, From, To } from './period.ts';

/** What a list of transactions can be narrowed down by; all that is given must hold. */
export const TransactionFilters = Type.Object({
  type: Type.Optional(Type.Enum([...transactionTypes])),
  status: Type.Optional(Type.Enum([...transactionStatuses])),
  direction: Type.Optional(Type.Enum(['in', 'out'])),
  currency: Type.Optional(Type.Enum([...walletCurrencies])),
  from: Type.Optional(From),
  to: Type.Optional(To),
  min_amount: Type.Optional(Amount),
  max_amount: Type.Optional(Amount),
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'Part of the reference, of the narration or of the name of the other side.',
    }),
  ),
});
export type TransactionFilters = Static<typeof TransactionFilters>;

const directionOf = { sender: 'out', receiver: 'in' } as const;

/**
 * The conditions on `wallet.transactions t`, as one side sees it. Each side's own index has found the rows and keeps their order. The text
 * is the same whatever is asked for, so that the database prepares one statement and not hundreds.
 */
export function matching(filters: TransactionFilters, side: Side): RawBuilder<unknown> {
  const { type = null, status = null, direction = null, from, to, min_amount = null, max_amount = null } = filters;
  const begin = from === undefined ? null : beginOf(from).toString();
  const end = to === undefined ? null : endOf(to).toString();
  const q = filters.q?.normalize('NFC') ?? null;
  return sql`
    ${direction === null || direction === directionOf[side]}::boolean
    and (${type}::text is null or t.type = ${type})
    and (${status}::text is null or ${statusSeenBy[side]} = ${status})
    and (${begin}::timestamptz is null or t.created_at >= ${begin})
    and (${end}::timestamptz is null or t.created_at < ${end})
    and (${min_amount}::bigint is null or t.amount >= ${min_amount})
    and (${max_amount}::bigint is null or t.amount <= ${max_amount})
    and (
      ${q}::text is null
      or strpos(lower(t.reference), lower(${q})) > 0
      or strpos(lower(t.narration), lower(${q})) > 0
      or strpos(lower(${counterpartyOf[side]}), lower(${q})) > 0
    )
  `;
}

/** A transaction gets its id no longer than this before or after its row is made. */
const slack = { hours: 24 };
const lowest = '00000000-0000-0000-0000-000000000000';
const highest = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Ids begin with their time, so what lies far outside of the period is not even looked at. */
export function idsWithin({ from, to }: Pick<TransactionFilters, 'from' | 'to'>): {
  readonly first: string;
  readonly end: string;
} {
  return {
    first: from === undefined ? lowest : idAt(beginOf(from).subtract(slack)),
    end: to === undefined ? highest : idAt(endOf(to).add(slack)),
  };
}

function idAt({ epochMilliseconds }: Temporal.Instant): string {
  const time = Math.min(Math.max(epochMilliseconds, 0), 2 ** 48 - 1)
    .toString(16)
    .padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}${lowest.slice(13)}`;
}
