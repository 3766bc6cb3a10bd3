import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { record } from '#platform/events';
import { personChanged } from '../events.ts';
import { type Person, type Role } from '../person.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { type BanParts, type StaffAct } from './ban-person.ts';
import { lockPerson } from './lock-person.ts';
import { personColumns } from './person-columns.ts';

/** Every session ends, because each carries the role that it began with. Nothing, where there is nobody or he has the role already. */
export async function changeRole(
  { sessions }: Pick<BanParts, 'sessions'>,
  tx: Tx,
  { personId, doneBy, client, role }: StaffAct & { readonly role: Role },
): Promise<Person | undefined> {
  await lockPerson(tx, personId);
  const { rows } = await sql<Person & { before: Role }>`
    with known as (select id, role as before from identity.people where id = ${personId} and role <> ${role})
    update identity.people set role = ${role}, updated_at = now()
    from known
    where people.id = known.id
    returning ${personColumns}, known.before
  `.execute(tx);
  if (rows[0] === undefined) return undefined;
  const { before, ...person } = rows[0];
  await sessions.end(tx, { personId, because: 'role_changed' });
  await recordSecurityEvent(tx, { personId, kind: 'role_changed', doneBy, client, details: { before, after: role } });
  await record(tx, personChanged, { subject: personId, owner: personId, data: { person_id: personId } });
  return person;
}
