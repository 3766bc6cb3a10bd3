import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { type Db } from '#platform/db';
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http';
import { type PersonId } from '../person.ts';
import { type ApiKey, apiKeyColumns } from './api-key.ts';

export interface ApiKeyPage {
  readonly data: ApiKey[];
  readonly next_cursor: string | null;
}

const Cursor = Type.Tuple([Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })]);

/** All that the person ever had, newest first. */
export async function listKeys(db: Db, personId: PersonId, { limit, cursor }: Static<typeof PageQuery>): Promise<ApiKeyPage> {
  const [last = null] = cursor === undefined ? [] : decodeCursor(Cursor, cursor);
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
  const data = rows.slice(0, limit);
  const end = data.at(-1);
  return { data, next_cursor: rows.length > limit && end !== undefined ? encodeCursor([end.id]) : null };
}
