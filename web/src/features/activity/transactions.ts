import { type Currency, isCurrency, type Money } from '@akawo/money';
import type { ListTransactionsData, ListTransactionsResponse, Transaction } from '@akawo/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { akawo } from '../../api.ts';

/** What the list can be narrowed down by; all that is given holds. Days are days of Lagos. */
export interface Filters {
  readonly direction?: 'in' | 'out' | undefined;
  readonly type?: Transaction['type'] | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly q?: string | undefined;
}

type ListQuery = NonNullable<ListTransactionsData['query']>;
type Asked = Filters & Pick<ListQuery, 'limit'> & { readonly cursor?: string | undefined };

const everyTwentySeconds = 20_000;

export function listTransactions(asked: Asked, signal: AbortSignal): Promise<ListTransactionsResponse> {
  const query: ListQuery = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  return akawo.listTransactions({ query, signal });
}

export const transactionsQuery = (filters: Filters) =>
  infiniteQueryOptions({
    queryKey: ['transactions', 'list', filters],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor, signal }) => listTransactions({ ...filters, cursor }, signal),
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    // What comes in shows by itself; whoever reads far back is left in peace.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) === 1 ? everyTwentySeconds : false),
  });

const shownAtFirst = 5;

export const latestQuery = queryOptions({
  queryKey: ['transactions', 'latest'],
  queryFn: ({ signal }) => listTransactions({ limit: shownAtFirst }, signal),
  refetchInterval: everyTwentySeconds,
});

export const transactionQuery = (id: string) =>
  queryOptions({
    queryKey: ['transactions', 'one', id],
    queryFn: ({ signal }) => akawo.getTransaction({ path: { id }, signal }),
  });

export function asMoney({ amount, currency }: Pick<Transaction, 'amount' | 'currency'>): Money {
  return { amount, currency: knownCurrency(currency) };
}

export function knownCurrency(currency: string): Currency {
  if (!isCurrency(currency)) throw new Error(`the app does not know the currency ${currency}`);
  return currency;
}
