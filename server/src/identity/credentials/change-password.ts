import { sql } from 'kysely';
import { type Db } from '#platform/db';
import { type Client } from '../client.ts';
import { type PersonalWords, refuseWeakPassword } from '../passwords/refuse-weak-password.ts';
import { lockPerson } from '../people/lock-person.ts';
import { type PersonId } from '../person.ts';
import { type SessionId } from '../principal.ts';
import { passwordWrong } from '../problems.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { attemptRules } from './attempts.ts';
import { type CredentialParts } from './parts.ts';
import { setPassword } from './set-password.ts';

export interface PasswordChange {
  readonly current_password: string;
  readonly new_password: string;
}

export interface ChangedBy {
  readonly personId: PersonId;
  /** The one that goes on; all others end. */
  readonly sessionId: SessionId;
  readonly client: Client;
}

/** Asks for the password once more and counts the answers, because whoever found a phone unlocked has a session too. */
export async function changePassword(parts: CredentialParts, change: PasswordChange, by: ChangedBy): Promise<void> {
  const { database, hasher, attempts, sessions } = parts;
  const { personId, sessionId, client } = by;
  const attempt = { rules: attemptRules.changePassword, client, account: personId };
  await attempts.count(attempt);

  const { hash, changed_at, ...person } = await findPassword(database.db, personId);
  if (!(await hasher.verify(change.current_password, hash ?? undefined))) {
    const details = { at: 'password_change' };
    await database.transact((tx) => recordSecurityEvent(tx, { ...by, kind: 'log_in_failed', details }));
    throw passwordWrong(hash === null ? { detail: 'You have none yet. Ask for a letter that lets you set one.' } : {});
  }
  refuseWeakPassword(change.new_password, person);
  const newHash = await hasher.hash(change.new_password);

  await database.transact(async (tx) => {
    await lockPerson(tx, personId);
    if ((await findPassword(tx, personId)).changed_at !== changed_at) throw passwordWrong();
    await setPassword(parts, tx, { personId, hash: newHash, client });
    await recordSecurityEvent(tx, { ...by, kind: 'password_changed' });
    await sessions.end(tx, { personId, except: sessionId, because: 'password_changed' });
  });
  await attempts.forgive(attempt);
}

interface Password extends PersonalWords {
  readonly hash: string | null;
  readonly changed_at: string | null;
}

async function findPassword(db: Db, id: PersonId): Promise<Password> {
  const { rows } = await sql<Password>`
    select email, first_name, last_name, password_hash as hash, password_changed_at as changed_at
    from identity.people where id = ${id}
  `.execute(db);
  if (rows[0] === undefined) throw new Error(`there is no person ${id}`);
  return rows[0];
}
