import type { CreateTransferData } from '@akawo/sdk';
import type { Recipient } from './recipient.ts';

/** One payment that somebody means to make: however often it is sent, its key lets it happen once. */
export interface Intention {
  readonly key: string;
  /** The id of who pays. Whoever signs in after him must not carry it out. */
  readonly payer: string;
  readonly body: CreateTransferData['body'] & { readonly currency: NonNullable<CreateTransferData['body']['currency']> };
  readonly to: Recipient;
  /** As far as the payer may know the name. */
  readonly name: string | null;
}

/** What the PIN confirms: this amount to this number or address, as the server reads them from the payment. */
export function confirmable({ body: { amount, currency }, to }: Intention) {
  return { action: 'transfer', amount, currency, to: to.value };
}

const storageKey = 'akawo-unfinished-payment';

/** Outlives a closed tab, until there is an answer. Holds no PIN and no token. */
export function keepIntention(intention: Intention): void {
  attempt(() => localStorage.setItem(storageKey, JSON.stringify(intention)));
}

export function dropIntention(): void {
  attempt(() => localStorage.removeItem(storageKey));
}

/** What that person began and nobody knows the end of. */
export function unfinishedIntention(payer: string): Intention | undefined {
  const kept = attempt(() => JSON.parse(localStorage.getItem(storageKey) ?? 'null') as unknown);
  return isIntention(kept) && kept.payer === payer ? kept : undefined;
}

function isIntention(kept: unknown): kept is Intention {
  return typeof kept === 'object' && kept !== null && 'key' in kept && 'payer' in kept && 'body' in kept && 'to' in kept;
}

/** Storage can be switched off or full; this tab then remembers the payment all the same, only a later one does not. */
function attempt<Result>(use: () => Result): Result | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
