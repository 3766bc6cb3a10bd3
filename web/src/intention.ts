import { isCurrency } from '@akawo/money';
import type { CreateTransferData } from '@akawo/sdk';
import { useMemo, useSyncExternalStore } from 'react';

/** Whom the money is for, written as it travels: in the payment, and in what the PIN confirms. */
export interface Recipient {
  readonly kind: 'wallet_number' | 'email' | 'phone_number';
  readonly value: string;
}

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

/** One entry for each payment, so that two tabs that pay at once write past each other. */
const entryOf = (key: string) => `akawo-unfinished-payment:${key}`;
const listeners = new Set<() => void>();

/** Outlives a closed tab, until there is an answer. Holds no PIN and no token. */
export function keepIntention(intention: Intention): void {
  attempt(() => localStorage.setItem(entryOf(intention.key), JSON.stringify(intention)));
  tell();
}

export function dropIntention({ key }: Pick<Intention, 'key'>): void {
  attempt(() => localStorage.removeItem(entryOf(key)));
  tell();
}

/** What that person began and nobody knows the end of; one thing at a time. */
export function unfinishedIntention(payer: string | undefined): Intention | undefined {
  return ownIntention(read(), payer);
}

/** As `unfinishedIntention`, and kept up to date: a payment can end while another screen or tab is looked at. */
export function useUnfinishedIntention(payer: string | undefined): Intention | undefined {
  const kept = useSyncExternalStore(subscribe, read);
  return useMemo(() => ownIntention(kept, payer), [kept, payer]);
}

function ownIntention(kept: string, payer: string | undefined): Intention | undefined {
  return kept
    .split('\n')
    .map((entry) => attempt(() => JSON.parse(entry) as unknown))
    .filter(isIntention)
    .find((intention) => intention.payer === payer);
}

/** Whoever wrote it may have been an older app. */
function isIntention(found: unknown): found is Intention {
  if (!isRecord(found)) return false;
  const { key, payer, body, to } = found;
  const isNamed = [key, payer].every((text) => typeof text === 'string') && isRecord(to) && typeof to['value'] === 'string';
  return isNamed && isRecord(body) && Number.isSafeInteger(body['amount']) && isKnownCurrency(body['currency']);
}

function isKnownCurrency(currency: unknown): boolean {
  return typeof currency === 'string' && isCurrency(currency);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** An entry for each line, always in the same order. */
function read(): string {
  const entries = attempt(() => Object.entries<string>(localStorage).filter(([name]) => name.startsWith(entryOf('')))) ?? [];
  return entries
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, written]) => written)
    .join('\n');
}

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

/** Storage can be switched off or full; this tab then remembers the payment all the same, only a later one does not. */
function attempt<Result>(use: () => Result): Result | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
