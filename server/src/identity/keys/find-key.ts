import { sql } from 'kysely';
import { type Db } from '#platform/db';
import { type PersonId } from '../person.ts';
import { type ApiKeyId, type Permission } from '../principal.ts';

export interface KeyRow {
  readonly id: ApiKeyId;
  readonly person_id: PersonId;
  readonly permissions: Permission[];
  readonly allowed_addresses: string[] | null;
  /** By the database's clock; nothing or less for a key that has expired. */
  readonly expires_in_ms: number;
  readonly is_revoked: boolean;
  readonly is_banned: boolean;
}

/** One read of one index; what is looked for is a digest, so the time that it takes says nothing about any key. */
export async function findKey(db: Db, hash: Buffer): Promise<KeyRow | undefined> {
  const { rows } = await sql<KeyRow>`
    select
      key.id, key.person_id, key.permissions, key.allowed_addresses::text[],
      extract(epoch from key.expires_at - now())::float8 * 1000 as expires_in_ms,
      key.revoked_at is not null as is_revoked,
      person.banned_at is not null as is_banned
    from identity.api_keys key
    join identity.people person on person.id = key.person_id
    where key.hash = ${hash}
  `.execute(db);
  return rows[0];
}
