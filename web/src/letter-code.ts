import { useSyncExternalStore } from 'react';

let code: string | undefined;
const listeners = new Set<() => void>();

/** Takes the code of a letter out of the address before anything is drawn: nobody who looks at the screen, the history or a shared link finds it. */
export function catchLetterCode(): void {
  take();
  // The address of another letter, pasted into this tab, opens no new page.
  window.addEventListener('hashchange', take);
}

export function dropLetterCode(): void {
  hold(undefined);
}

/** The code that this page was opened with, until another screen is opened. */
export function useLetterCode(): string | undefined {
  return useSyncExternalStore(subscribe, () => code);
}

function take(): void {
  const { hash, pathname, search } = window.location;
  const found = /^#code=(.+)$/.exec(hash)?.[1];
  if (found === undefined) return;
  window.history.replaceState(window.history.state, '', `${pathname}${search}`);
  hold(found);
}

function hold(next: string | undefined): void {
  code = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
