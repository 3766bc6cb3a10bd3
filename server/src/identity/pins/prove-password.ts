import { sql } from 'kysely';
import { type Database } from '#platform/db';
import { type Attempts, attemptRules } from '../credentials/attempts.ts';
import { type Hasher } from '../passwords/hasher.ts';
import { passwordWrong } from '../problems.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { type PinOwner } from './pin-owner.ts';

/** Passes only with the person's password. Guesses made here and where the password is changed are counted as one. */
export type ProvePassword = (owner: PinOwner, password: string) => Promise<void>;

export interface ProvePasswordOptions {
  readonly database: Pick<Database, 'db' | 'transact'>;
  readonly hasher: Pick<Hasher, 'verify'>;
  readonly attempts: Attempts;
}

export function createProvePassword({ database, hasher, attempts }: ProvePasswordOptions): ProvePassword {
  return async (owner, password) => {
    const attempt = { rules: attemptRules.changePassword, client: owner.client, account: owner.personId };
    await attempts.count(attempt);
    const { rows } = await sql<{ hash: string | null }>`
      select password_hash as hash from identity.people where id = ${owner.personId}
    `.execute(database.db);
    if (!(await hasher.verify(password, rows[0]?.hash ?? undefined))) {
      const details = { at: 'pin' };
      await database.transact((tx) => recordSecurityEvent(tx, { ...owner, kind: 'log_in_failed', details }));
      throw passwordWrong();
    }
    await attempts.forgive(attempt);
  };
}
