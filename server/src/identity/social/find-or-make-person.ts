import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { type Client } from '../client.ts';
import { findPerson } from '../people/find-person.ts';
import { lockPerson } from '../people/lock-person.ts';
import { type Welcome } from '../people/welcome-person.ts';
import { type Person, type PersonId } from '../person.ts';
import { identityEmailMissing, identityNotLinked } from '../problems.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { type GivenNames, nameOf } from './names.ts';
import { type Vouched } from './vouched.ts';

/**
 * Whose the identity is: of whoever has signed in with it before, else of whoever has its e-mail address, else of somebody new.
 *
 * By address we link only what both sides have verified. Anybody can sign up here with the address of another and wait for him: linked to
 * that account, its true owner would pay in where a stranger knows the password. So he is sent to set a new one. Only he gets that letter, it
 * proves the address to us, and it ends the stranger's sessions and keys; from then on he signs in either way.
 */
export async function findOrMakePerson(
  tx: Tx,
  welcome: Welcome,
  { vouched, given, client }: { readonly vouched: Vouched; readonly given: GivenNames; readonly client: Client },
): Promise<Person> {
  const known = await findLinked(tx, vouched);
  if (known !== undefined) return holdPerson(tx, known);

  const { email } = vouched;
  if (email === undefined) throw identityEmailMissing();
  const owner = await findPerson(tx, { email });
  if (owner === undefined) {
    const person = await welcome(tx, { email, email_verified: true, ...nameOf(vouched, given) }, client);
    await link(tx, person, vouched);
    return person;
  }

  const person = await holdPerson(tx, owner.id);
  if (person.email_verified_at === null) {
    throw identityNotLinked({
      detail:
        'The address of that account was never confirmed. Ask for a new password: that confirms it and signs everybody else out.',
    });
  }
  if (await link(tx, person, vouched))
    await recordSecurityEvent(tx, {
      personId: person.id,
      kind: 'identity_linked',
      client,
      details: { provider: vouched.provider },
    });
  return person;
}

async function findLinked(tx: Tx, { provider, subject }: Vouched): Promise<PersonId | undefined> {
  const { rows } = await sql<{ person_id: PersonId }>`
    select person_id from identity.external_identities where provider = ${provider} and subject = ${subject}
  `.execute(tx);
  return rows[0]?.person_id;
}

/** As he stands until we have committed. Whether he is banned, the session asks that he is about to get. */
async function holdPerson(tx: Tx, id: PersonId): Promise<Person> {
  await lockPerson(tx, id);
  const person = await findPerson(tx, { id });
  if (person === undefined) throw new Error(`the person ${id} has an identity and is gone`);
  return person;
}

/** Whether it was not linked yet. Refuses when the person has another identity with this issuer: addresses are given to new people, subjects are not. */
async function link(tx: Tx, { id }: Person, { provider, subject, email }: Vouched): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into identity.external_identities (provider, subject, person_id, email)
    values (${provider}, ${subject}, ${id}, ${email ?? null})
    on conflict do nothing
  `.execute(tx);
  if (numAffectedRows === 1n) return true;
  const { rows } = await sql<{ is_his: boolean }>`
    select person_id = ${id} as is_his from identity.external_identities where provider = ${provider} and subject = ${subject}
  `.execute(tx);
  if (rows[0]?.is_his !== true)
    throw identityNotLinked({ detail: 'It is signed in to with another account of the same issuer.' });
  return false;
}
