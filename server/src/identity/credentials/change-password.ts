import { type OwnSession } from '../own-session.ts';
import { findPassword, provePassword } from '../passwords/prove-password.ts';
import { refuseWeakPassword } from '../passwords/refuse-weak-password.ts';
import { lockPerson } from '../people/lock-person.ts';
import { passwordWrong } from '../problems.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { type CredentialParts } from './parts.ts';
import { setPassword } from './set-password.ts';

export interface PasswordChange {
  readonly current_password: string;
  readonly new_password: string;
}

/** Ends all sessions but the one that asks for it. */
export async function changePassword(parts: CredentialParts, change: PasswordChange, own: OwnSession): Promise<void> {
  const { database, hasher, sessions } = parts;
  const { personId, sessionId, client } = own;
  const proved = await provePassword(parts, own, { password: change.current_password, at: 'password_change' });
  refuseWeakPassword(change.new_password, proved);
  const hash = await hasher.hash(change.new_password);

  await database.transact(async (tx) => {
    await lockPerson(tx, personId);
    if ((await findPassword(tx, personId)).changed_at !== proved.changed_at) throw passwordWrong();
    await setPassword(parts, tx, { personId, hash, client });
    await recordSecurityEvent(tx, { ...own, kind: 'password_changed' });
    await sessions.end(tx, { personId, except: sessionId, because: 'password_changed' });
  });
}
