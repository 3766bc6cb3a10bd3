import { queryOptions } from '@tanstack/react-query';
import { akawo } from './api.ts';

/** What several screens ask for, under one name each, so that it is asked once. */
export const meQuery = queryOptions({ queryKey: ['me'], queryFn: ({ signal }) => akawo.getMe({ signal }) });

export const walletQuery = queryOptions({ queryKey: ['wallet'], queryFn: ({ signal }) => akawo.getWallet({ signal }) });
