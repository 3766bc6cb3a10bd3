import { sql } from 'kysely';
import { type Database, type Db } from '#platform/db';
import { type Attempts, attemptRules } from '../credentials/attempts.ts';
import { type OwnSession } from '../own-session.ts';
import { type PersonId } from '../person.ts';
import { passwordWrong } from '../problems.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { type Hasher } from './hasher.ts';
import { type PersonalWords } from './refuse-weak-password.ts';

export interface ProvingParts {
  readonly database: Pick<Database, 'db' | 'transact'>;
  readonly hasher: Pick<Hasher, 'verify'>;
  readonly attempts: Attempts;
}

export interface PasswordGiven {
  readonly password: string;
  /** What it is asked for, as the person's trail tells it when it was not the one. */
  readonly at: 'password_change' | 'pin' | 'api_key';
}

/** Whose password it is, and when he chose it. */
export interface PasswordHolder extends PersonalWords {
  readonly hash: string | null;
  readonly changed_at: string | null;
}

/**
 * Passes only with the person's password, because whoever found a phone unlocked has a session too. Guesses are counted before they are
 * looked at, and as one wherever they are made.
 */
export async function provePassword(
  { database, hasher, attempts }: ProvingParts,
  own: OwnSession,
  { password, at }: PasswordGiven,
): Promise<PasswordHolder> {
  const attempt = { rules: attemptRules.provePassword, client: own.client, account: own.personId };
  await attempts.count(attempt);
  const holder = await findPassword(database.db, own.personId);
  if (!(await hasher.verify(password, holder.hash ?? undefined))) {
    await database.transact((tx) => recordSecurityEvent(tx, { ...own, kind: 'log_in_failed', details: { at } }));
    throw passwordWrong(holder.hash === null ? { detail: 'You have none yet. Ask for a letter that lets you set one.' } : {});
  }
  await attempts.forgive(attempt);
  return holder;
}

export async function findPassword(db: Db, id: PersonId): Promise<PasswordHolder> {
  const { rows } = await sql<PasswordHolder>`
    select email, first_name, last_name, password_hash as hash, password_changed_at as changed_at
    from identity.people where id = ${id}
  `.execute(db);
  if (rows[0] === undefined) throw new Error(`there is no person ${id}`);
  return rows[0];
}
