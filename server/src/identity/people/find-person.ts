import { sql } from 'kysely';
import { type Db } from '#platform/db';
import { type Person, type PersonId } from '../person.ts';
import { personColumns } from './person-columns.ts';

export type PersonKey = { readonly id: PersonId } | { readonly email: string };

/** Two spellings of one address are one person. */
export function normaliseEmail(email: string): string {
  return email.toLowerCase();
}

export async function findPerson(db: Db, key: PersonKey): Promise<Person | undefined> {
  const isMeant = 'id' in key ? sql`people.id = ${key.id}` : sql`people.email = ${normaliseEmail(key.email)}`;
  const { rows } = await sql<Person>`select ${personColumns} from identity.people where ${isMeant}`.execute(db);
  return rows[0];
}
