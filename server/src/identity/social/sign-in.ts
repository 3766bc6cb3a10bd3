import { type Database } from '#platform/db';
import { type Client } from '../client.ts';
import { admit } from '../credentials/admit.ts';
import { type CredentialParts, type SignedIn } from '../credentials/parts.ts';
import { type Welcome } from '../people/welcome-person.ts';
import { emailTaken } from '../problems.ts';
import { findOrMakePerson } from './find-or-make-person.ts';
import { type GivenNames } from './names.ts';
import { type Vouched } from './vouched.ts';

interface Parts {
  readonly database: Pick<Database, 'transact'>;
  readonly sessions: CredentialParts['sessions'];
  readonly welcome: Welcome;
}

interface Arrival {
  readonly vouched: Vouched;
  readonly given: GivenNames;
  readonly client: Client;
}

/** The person, made if need be, and his session, all in one commit. */
export async function signIn(parts: Parts, arrival: Arrival): Promise<SignedIn> {
  const once = () =>
    parts.database.transact(async (tx) => {
      const person = await findOrMakePerson(tx, parts.welcome, arrival);
      return admit(parts, tx, { person, client: arrival.client, by: arrival.vouched.provider });
    });
  try {
    return await once();
  } catch (thrown) {
    // Somebody took the address a moment earlier, very likely he himself in another window. Now there is an account to be found.
    if (!emailTaken.is(thrown)) throw thrown;
    return once();
  }
}
