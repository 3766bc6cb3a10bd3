import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { type Db } from '#platform/db';
import { idAfter, Nullable, pageOf, type PageOf, type PageWish, Timestamp, Uuid } from '#platform/http';
import { type PersonId } from '../person.ts';
import { securityEventKinds } from '../security-event.ts';

export const SecurityEvent = Type.Object(
  {
    id: Uuid,
    at: Timestamp,
    kind: Type.Enum([...securityEventKinds]),
    by_staff: Type.Boolean({ description: 'Whether somebody else did it: support, or an operator.' }),
    session_id: Nullable(Uuid),
    address: Nullable(Type.String()),
    user_agent: Nullable(Type.String()),
    details: Type.Object({}, { additionalProperties: true }),
  },
  { $id: 'SecurityEvent' },
);
type SecurityEvent = Static<typeof SecurityEvent>;

/** A person's own trail, latest first. What staff wrote about it is for staff. */
export async function listSecurityEvents(
  db: Db,
  personId: PersonId,
  { limit, cursor }: PageWish,
): Promise<PageOf<SecurityEvent>> {
  const after = idAfter(cursor);
  const { rows } = await sql<SecurityEvent>`
    select id, at, kind, coalesce(done_by <> person_id, false) as by_staff, session_id, address, user_agent, details - 'reason' as details
    from identity.security_events
    where person_id = ${personId} and (${after}::uuid is null or id < ${after})
    order by id desc
    limit ${limit + 1}
  `.execute(db);
  return pageOf(rows, limit);
}
