import { type Tx } from '#platform/db';
import { record } from '#platform/events';
import { type Client } from '../client.ts';
import { personSignedUp } from '../events.ts';
import { type Person, type PersonId } from '../person.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { createPerson, type NewPerson } from './create-person.ts';

/** What others do in the transaction in which somebody signs up, such as opening his wallet. When it fails, nobody has signed up. */
export type SignUpHook = (tx: Tx, newcomer: { readonly personId: PersonId }) => Promise<void>;

/** Makes a person together with everything that every person has, whichever way he came. */
export type Welcome = (tx: Tx, wanted: NewPerson, client?: Client) => Promise<Person>;

export function createWelcome({ onSignUp }: { readonly onSignUp: SignUpHook }): Welcome {
  return async (tx, wanted, client) => {
    const person = await createPerson(tx, wanted);
    await onSignUp(tx, { personId: person.id });
    await recordSecurityEvent(tx, { personId: person.id, kind: 'signed_up', client });
    await record(tx, personSignedUp, { subject: person.id, owner: person.id, data: { person_id: person.id } });
    return person;
  };
}
