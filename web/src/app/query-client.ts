import { QueryClient } from '@tanstack/react-query';
import { meQuery, walletQuery } from '../queries.ts';

// Asking is cheap and the browser's own idea of being offline is often wrong, so requests are always tried.
export const queryClient = new QueryClient({
  defaultOptions: {
    // What was fetched a moment ago, while the screen's code was on its way, is not fetched again.
    queries: { networkMode: 'always', retry: false, staleTime: 5_000 },
    mutations: { networkMode: 'always' },
  },
});

/** Asked for while the screen's code is still on its way; the screen that needs the answer says what became of it. */
export async function fetchMe(): Promise<void> {
  await queryClient.query({ ...meQuery, staleTime: Infinity }).catch(() => undefined);
}

export async function fetchWallet(): Promise<void> {
  await queryClient.query(walletQuery).catch(() => undefined);
}
