import { sql } from 'kysely';
import { type Client } from '../client.ts';
import { refuseWeakPassword } from '../passwords/refuse-weak-password.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { attemptRules } from './attempts.ts';
import { type CredentialParts } from './parts.ts';
import { setPassword } from './set-password.ts';

export interface ResetWish {
  readonly code: string;
  readonly new_password: string;
}

/** Whoever forgot his password may have lost it to somebody else: every session ends and every key with it. */
export async function resetPassword(parts: CredentialParts, { code, new_password }: ResetWish, client: Client): Promise<void> {
  const { database, hasher, attempts, codes, sessions, keys } = parts;
  await attempts.count({ rules: attemptRules.mailCode, client });
  // A password that is refused does not cost the code.
  const person = await codes.owner(database.db, code, 'reset_password');
  refuseWeakPassword(new_password, person);
  const hash = await hasher.hash(new_password);

  await database.transact(async (tx) => {
    const personId = await codes.redeem(tx, code, 'reset_password');
    await setPassword(parts, tx, { personId, hash, client });
    // The letter came to this address, so whoever holds the code reads it.
    await sql`
      update identity.people set email_verified_at = coalesce(email_verified_at, now()) where id = ${personId}
    `.execute(tx);
    await recordSecurityEvent(tx, { personId, kind: 'password_reset', client });
    await keys.revokeAll(tx, { personId, client }, 'password_reset');
    await sessions.end(tx, { personId, because: 'password_reset' });
  });
  await attempts.forgive({ rules: attemptRules.logIn, client, account: person.email });
}
