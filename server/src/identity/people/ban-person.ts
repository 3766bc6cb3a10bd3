import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { record } from '#platform/events';
import { type Client } from '../client.ts';
import { personChanged } from '../events.ts';
import { type Keys } from '../keys/keys.ts';
import { type Person, type PersonId } from '../person.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { type Sessions } from '../sessions/sessions.ts';
import { personColumns } from './person-columns.ts';

export interface BanParts {
  readonly sessions: Pick<Sessions, 'end'>;
  readonly keys: Pick<Keys, 'revokeAll'>;
}

/** An act of staff upon somebody. */
export interface StaffAct {
  readonly personId: PersonId;
  /** Absent from the command line. */
  readonly doneBy?: PersonId | undefined;
  readonly client?: Client | undefined;
}

/** Closes the account to its owner and to his programs at once. Nothing, where there is nobody or he is banned already. */
export async function banPerson(
  { sessions, keys }: BanParts,
  tx: Tx,
  act: StaffAct & { readonly reason: string },
): Promise<Person | undefined> {
  const { personId, client, reason } = act;
  const { rows } = await sql<Person>`
    update identity.people set banned_at = now(), ban_reason = ${reason}, updated_at = now()
    where id = ${personId} and banned_at is null
    returning ${personColumns}
  `.execute(tx);
  if (rows[0] === undefined) return undefined;
  await keys.revokeAll(tx, { personId, client }, 'banned');
  await sessions.end(tx, { personId, because: 'banned' });
  await tell(tx, act, 'banned');
  return rows[0];
}

/** Lets him sign in again; his keys stay revoked. Nothing, where nobody is banned. */
export async function unbanPerson(tx: Tx, act: StaffAct): Promise<Person | undefined> {
  const { rows } = await sql<Person>`
    update identity.people set banned_at = null, ban_reason = null, updated_at = now()
    where id = ${act.personId} and banned_at is not null
    returning ${personColumns}
  `.execute(tx);
  if (rows[0] !== undefined) await tell(tx, act, 'unbanned');
  return rows[0];
}

async function tell(tx: Tx, { personId, doneBy, client }: StaffAct, kind: 'banned' | 'unbanned'): Promise<void> {
  await recordSecurityEvent(tx, { personId, kind, doneBy, client });
  await record(tx, personChanged, { subject: personId, owner: personId, data: { person_id: personId } });
}
