import { type ParsedLocation, redirect } from '@tanstack/react-router';
import { session } from '../api.ts';

/** A screen for whoever is signed in; a stranger signs in first and comes back to it. */
export async function membersOnly({ location }: { location: ParsedLocation }): Promise<void> {
  if (await session.isSignedIn()) return;
  const next = location.href === '/home' ? undefined : location.href;
  redirect({ to: '/sign-in', search: { next }, throw: true });
}

/** A screen for strangers; whoever is signed in goes where he wanted, or home. */
export async function strangersOnly({ search }: { search: { next?: string | undefined } }): Promise<void> {
  if (await recognise()) redirect({ href: ownPath(search.next) ?? '/home', throw: true });
}

/** For a screen that is open to everybody: whoever this device remembers is signed in, unless the server cannot be reached. */
export async function recognise(): Promise<boolean> {
  if (!session.isRemembered()) return false;
  try {
    return await session.isSignedIn();
  } catch {
    return false;
  }
}

/** Whatever stands in an address may have been written by somebody else: it leads to screens of ours, or nowhere. */
function ownPath(next: string | undefined): string | undefined {
  if (next === undefined || !next.startsWith('/')) return undefined;
  const url = URL.parse(next, window.location.origin);
  return url?.origin === window.location.origin ? `${url.pathname}${url.search}` : undefined;
}
