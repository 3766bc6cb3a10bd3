import { sql } from 'kysely';
import { type Db } from '#platform/db';
import { type PersonId } from '../person.ts';
import { type ApiKeyId } from '../principal.ts';
import { apiKeyAlreadyRevoked, apiKeyNotFound } from '../problems.ts';
import { type KeyTerms } from './issue-key.ts';

/** On what terms a successor of the key would be. Of an expired key too, but not of one that was revoked. */
export async function findReplaceable(db: Db, personId: PersonId, id: ApiKeyId): Promise<KeyTerms> {
  const { rows } = await sql<KeyTerms & { is_revoked: boolean }>`
    select name, permissions, allowed_addresses::text[], revoked_at is not null as is_revoked
    from identity.api_keys where id = ${id} and person_id = ${personId}
  `.execute(db);
  if (rows[0] === undefined) throw apiKeyNotFound();
  const { is_revoked, ...terms } = rows[0];
  if (is_revoked) throw apiKeyAlreadyRevoked();
  return terms;
}
