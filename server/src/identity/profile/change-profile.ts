import { sql } from 'kysely';
import { type Database, type Tx } from '#platform/db';
import { record } from '#platform/events';
import { type Client } from '../client.ts';
import { personChanged } from '../events.ts';
import { findPerson } from '../people/find-person.ts';
import { lockPerson } from '../people/lock-person.ts';
import { personColumns } from '../people/person-columns.ts';
import { refuseTaken } from '../people/refuse-taken.ts';
import { type Person, type PersonId } from '../person.ts';
import { type SessionId } from '../principal.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { readName } from './name.ts';
import { normalisePhone } from './phone.ts';

/** What is left out stays as it is; a phone number can be taken away. */
export interface ProfileWish {
  readonly first_name?: string;
  readonly last_name?: string;
  readonly phone_number?: string | null;
}

export interface ProfileOwner {
  readonly personId: PersonId;
  readonly sessionId?: SessionId | undefined;
  readonly client: Client;
}

type Profile = Pick<Person, 'first_name' | 'last_name' | 'phone_number'>;

const fields = ['first_name', 'last_name', 'phone_number'] as const satisfies (keyof Profile)[];

export async function changeProfile(
  { transact }: Pick<Database, 'transact'>,
  owner: ProfileOwner,
  wish: ProfileWish,
): Promise<Person> {
  const change = readWish(wish);
  const { personId, sessionId, client } = owner;
  return transact(async (tx) => {
    await lockPerson(tx, personId);
    const before = await findPerson(tx, { id: personId });
    if (before === undefined) throw new Error('somebody without an account was admitted');
    const wanted = { ...before, ...change };
    const changed = fields.filter((field) => wanted[field] !== before[field]);
    if (changed.length === 0) return before;
    const after = await write(tx, wanted);
    // The fields and not what was in them: the trail is read by more eyes than the profile.
    await recordSecurityEvent(tx, { personId, sessionId, client, kind: 'profile_changed', details: { fields: changed } });
    await record(tx, personChanged, { subject: personId, owner: personId, data: { person_id: personId } });
    return after;
  });
}

function readWish({ first_name, last_name, phone_number }: ProfileWish): Partial<Profile> {
  return {
    ...(first_name !== undefined && { first_name: readName(first_name, 'first_name') }),
    ...(last_name !== undefined && { last_name: readName(last_name, 'last_name') }),
    ...(phone_number !== undefined && { phone_number: phone_number === null ? null : normalisePhone(phone_number) }),
  };
}

async function write(tx: Tx, { id, first_name, last_name, phone_number }: Person): Promise<Person> {
  const { rows } = await sql<Person>`
    update identity.people
    set first_name = ${first_name}, last_name = ${last_name}, phone_number = ${phone_number}, updated_at = now()
    where id = ${id}
    returning ${personColumns}
  `
    .execute(tx)
    .catch(refuseTaken);
  const [person] = rows;
  if (person === undefined) throw new Error('a person who was locked is gone');
  return person;
}
