import { sql } from 'kysely';
import { type Db } from '#platform/db';
import { idAfter, pageOf, type PageOf, type PageWish } from '#platform/http';
import { type PersonId } from '../person.ts';
import { type ApiKey, apiKeyColumns } from './api-key.ts';

/** All that the person ever had, newest first. */
export async function listKeys(db: Db, personId: PersonId, { limit, cursor }: PageWish): Promise<PageOf<ApiKey>> {
  const last = idAfter(cursor);
  const { rows } = await sql<ApiKey>`
    select ${apiKeyColumns} from identity.api_keys
    where
      person_id = ${personId}
      and (
        ${last}::uuid is null
        or (created_at, id) < (select created_at, id from identity.api_keys where id = ${last}::uuid and person_id = ${personId})
      )
    order by created_at desc, id desc
    limit ${limit + 1}
  `.execute(db);
  return pageOf(rows, limit);
}
