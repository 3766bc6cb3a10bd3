import { sql } from 'kysely';
import { type Db } from '#platform/db';
import { type OwnSession } from '../own-session.ts';
import { freshSignInRequired } from '../problems.ts';

/** What takes the place of a password for whoever signs in with Google or Apple alone: that he has just done so. */
export async function requireFreshSignIn(
  db: Db,
  { personId, sessionId }: Pick<OwnSession, 'personId' | 'sessionId'>,
): Promise<void> {
  const { rows } = await sql`
    select from identity.sessions
    where id = ${sessionId} and person_id = ${personId} and created_at > now() - interval '15 minutes'
  `.execute(db);
  if (rows.length === 0) throw freshSignInRequired();
}
