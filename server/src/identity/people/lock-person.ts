import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { type PersonId } from '../person.ts';

/** What changes how somebody signs in goes one after the other. Everything that belongs to a person is locked after him, never before. */
export async function lockPerson(tx: Tx, id: PersonId): Promise<void> {
  await sql`select from identity.people where id = ${id} for no key update`.execute(tx);
}
