import { type OwnSession } from '../own-session.ts';
import { findPassword, provePassword, type ProvingParts } from '../passwords/prove-password.ts';
import { type Intent } from '../pins/intent.ts';
import { type PinSpending, requirePin } from '../pins/pin-token.ts';
import { type Permission } from '../principal.ts';
import { passwordRequired } from '../problems.ts';
import { requireFreshSignIn } from '../sessions/fresh-sign-in.ts';

export interface KeyAsked {
  /** What the new key may do. */
  readonly permissions: readonly Permission[];
  readonly intent: Intent;
  readonly pinToken: string | undefined;
  readonly password: string | undefined;
}

/** With these money leaves. */
const spending: ReadonlySet<Permission> = new Set(['transfer', 'withdraw', 'airtime']);

/**
 * A key that moves money needs no PIN later and outlives the session, so a stolen session must not be enough to make it. It takes a PIN token
 * for exactly this key, which is answered with, to be spent as the key is made; of whoever has set no PIN the password, and of whoever has
 * none either that he has just signed in with Google or Apple.
 */
export async function proveForKey(
  parts: ProvingParts,
  own: OwnSession,
  { permissions, intent, pinToken, password }: KeyAsked,
): Promise<PinSpending | undefined> {
  if (!permissions.some((permission) => spending.has(permission))) return undefined;
  const { db } = parts.database;
  const leave = await requirePin(db, { token: pinToken, principal: { kind: 'person', ...own }, intent });
  if (leave !== undefined) return leave;
  if (password !== undefined) await provePassword(parts, own, { password, at: 'api_key' });
  else if ((await findPassword(db, own.personId)).hash !== null) throw passwordRequired();
  else await requireFreshSignIn(db, own);
  return undefined;
}
