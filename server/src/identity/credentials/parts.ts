import { type Database } from '#platform/db';
import { type Keys } from '../keys/keys.ts';
import { type Hasher } from '../passwords/hasher.ts';
import { type Welcome } from '../people/welcome-person.ts';
import { type Person } from '../person.ts';
import { type Issued } from '../sessions/issue.ts';
import { type Sessions } from '../sessions/sessions.ts';
import { type Attempts } from './attempts.ts';
import { type MailCodes } from './mail-codes.ts';

/** What it takes to let somebody in by what he knows. */
export interface CredentialParts {
  readonly database: Pick<Database, 'db' | 'transact'>;
  readonly hasher: Hasher;
  readonly attempts: Attempts;
  readonly codes: MailCodes;
  readonly welcome: Welcome;
  readonly sessions: Pick<Sessions, 'start' | 'end'>;
  readonly keys: Pick<Keys, 'verify' | 'revokeAll'>;
}

export interface SignedIn {
  readonly person: Person;
  readonly issued: Issued;
}
