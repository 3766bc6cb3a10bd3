import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { record } from '#platform/events';
import { personChanged } from '../events.ts';
import { type Person } from '../person.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { type StaffAct } from './ban-person.ts';
import { lockPerson } from './lock-person.ts';
import { personColumns } from './person-columns.ts';

export interface TierChange extends StaffAct {
  readonly tier: 1 | 2 | 3;
  /** For staff; its owner sees that the tier changed, not what somebody wrote about it. */
  readonly reason: string;
}

/** Who he is has been shown, or is in doubt again: limits follow by the event. Nothing, where there is nobody or he has the tier already. */
export async function changeTier(tx: Tx, { personId, doneBy, client, tier, reason }: TierChange): Promise<Person | undefined> {
  await lockPerson(tx, personId);
  const { rows } = await sql<Person & { before: number }>`
    with known as (select id, tier as before from identity.people where id = ${personId} and tier <> ${tier})
    update identity.people set tier = ${tier}, updated_at = now()
    from known
    where people.id = known.id
    returning ${personColumns}, known.before
  `.execute(tx);
  if (rows[0] === undefined) return undefined;
  const { before, ...person } = rows[0];
  await recordSecurityEvent(tx, { personId, kind: 'tier_changed', doneBy, client, details: { before, after: tier, reason } });
  await record(tx, personChanged, { subject: personId, owner: personId, data: { person_id: personId } });
  return person;
}
