import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { type Db } from '#platform/db';
import { idAfter, Nullable, pageOf, type PageOf, type PageWish, Timestamp, Uuid } from '#platform/http';
import { type Principal } from '../principal.ts';

export const DeviceSession = Type.Object(
  {
    id: Uuid,
    current: Type.Boolean({ description: 'Whether this very request belongs to it.' }),
    address: Type.String({ description: 'Where it was last refreshed from.' }),
    user_agent: Type.String(),
    api_key_id: Nullable(Uuid),
    created_at: Timestamp,
    refreshed_at: Timestamp,
    expires_at: Timestamp,
  },
  { $id: 'DeviceSession' },
);
export type DeviceSession = Static<typeof DeviceSession>;

/** Where somebody is signed in, latest log-in first. */
export async function listSessions(
  db: Db,
  { personId, sessionId }: Pick<Principal, 'personId' | 'sessionId'>,
  { limit, cursor }: PageWish,
): Promise<PageOf<DeviceSession>> {
  const after = idAfter(cursor);
  const { rows } = await sql<DeviceSession>`
    select
      id, coalesce(id = ${sessionId ?? null}::uuid, false) as current, address, user_agent, api_key_id, created_at, refreshed_at, expires_at
    from identity.sessions
    where person_id = ${personId} and ended_at is null and expires_at > now() and (${after}::uuid is null or id < ${after})
    order by id desc
    limit ${limit + 1}
  `.execute(db);
  return pageOf(rows, limit);
}
