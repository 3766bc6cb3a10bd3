import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { type Client } from '../client.ts';
import { normaliseEmail } from '../people/find-person.ts';
import { personColumns } from '../people/person-columns.ts';
import { type Person, type PersonId } from '../person.ts';
import { credentialsWrong } from '../problems.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { attemptRules } from './attempts.ts';
import { type CredentialParts, type SignedIn } from './parts.ts';

export interface KeyGiven {
  readonly email: string;
  readonly api_key: string;
}

/** A program's session may do what its key may, and ends with it. */
export async function logInByKey(parts: CredentialParts, given: KeyGiven, client: Client): Promise<SignedIn> {
  const email = normaliseEmail(given.email);
  const attempt = { rules: attemptRules.logIn, client, account: email };
  await parts.attempts.count(attempt);
  const { keyId, personId, permissions } = await parts.keys.verify(given.api_key, client.address);

  const signedIn = await parts.database.transact(async (tx) => {
    const person = await findOwner(tx, personId, email);
    const issued = await parts.sessions.start(tx, { person, client, key: { id: keyId, permissions: [...permissions] } });
    const details = { by: 'api_key', api_key_id: keyId };
    await recordSecurityEvent(tx, { personId, kind: 'logged_in', client, sessionId: issued.session_id, details });
    return { person, issued };
  });
  await parts.attempts.forgive(attempt);
  return signedIn;
}

async function findOwner(tx: Tx, id: PersonId, email: string): Promise<Person> {
  const { rows } = await sql<Person>`
    select ${personColumns} from identity.people where id = ${id} and email = ${email}
  `.execute(tx);
  if (rows[0] === undefined) throw credentialsWrong({ detail: 'The key is not of this account.' });
  return rows[0];
}
