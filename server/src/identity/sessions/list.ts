import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { type Db } from '#platform/db';
import { decodeCursor, encodeCursor, Nullable, Timestamp, Uuid } from '#platform/http';
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

export interface PageWish {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface PageOf<Entry> {
  readonly data: Entry[];
  readonly next_cursor: string | null;
}

const cursorShape = Type.Tuple([Uuid]);

/** Where a list that is sorted by id alone goes on. */
export function idAfter(cursor: string | undefined): string | null {
  return cursor === undefined ? null : decodeCursor(cursorShape, cursor)[0];
}

/** One row more than fits was asked for, to learn whether there is a next page. */
export function pageOf<Entry extends { readonly id: string }>(rows: readonly Entry[], limit: number): PageOf<Entry> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return { data, next_cursor: rows.length > limit && last !== undefined ? encodeCursor([last.id]) : null };
}

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
