import { findPerson, type PersonId } from '#identity';
import { type Db } from '#platform/db';

/** The name that stands on somebody's statement. */
export async function findHolder(db: Db, id: PersonId): Promise<string> {
  const person = await findPerson(db, { id });
  if (person === undefined) throw new Error(`there is no person ${id}`);
  return `${person.first_name} ${person.last_name}`;
}
