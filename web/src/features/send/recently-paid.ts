import { queryOptions } from '@tanstack/react-query';
import type { Recipient } from '../../intention.ts';
import { listTransactions } from '../activity/index.ts';
import { readRecipient } from './recipient.ts';

export interface PaidBefore {
  readonly to: Recipient;
  readonly name: string;
}

const looked = 50;
const shown = 4;

/** The transfers themselves say to whom they went, so that a new phone knows it too and nothing is kept on this one. */
export const recentlyPaidQuery = queryOptions({
  queryKey: ['transactions', 'recently paid'],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<readonly PaidBefore[]> => {
    const { data } = await listTransactions({ type: 'transfer', direction: 'out', limit: looked }, signal);
    const paid = new Map<string, PaidBefore>();
    for (const { metadata, counterparty } of data) {
      const { paid_to } = metadata;
      const name = counterparty?.name;
      const to = typeof paid_to === 'string' ? recipientAs(paid_to) : undefined;
      if (to !== undefined && typeof name === 'string' && !paid.has(name)) paid.set(name, { to, name });
    }
    return [...paid.values()].slice(0, shown);
  },
});

/** As it was written when it was paid: a phone number with its plus, so that digits alone are a wallet number. */
function recipientAs(paidTo: string): Recipient | undefined {
  const readings = readRecipient(paidTo);
  return paidTo.startsWith('+') ? readings.find(({ kind }) => kind === 'phone_number') : readings[0];
}
