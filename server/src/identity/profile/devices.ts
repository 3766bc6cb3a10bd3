import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { type Tx } from '#platform/db';
import { Timestamp } from '#platform/http';
import { lockPerson } from '../people/lock-person.ts';
import { type PersonId } from '../person.ts';
import { deviceNotFound } from '../problems.ts';

export const platforms = ['ios', 'android', 'web'] as const;

/** As Firebase and Apple make them; nothing that a path would have to escape. */
export const DeviceToken = Type.String({
  pattern: '^[A-Za-z0-9_:.-]+$',
  minLength: 16,
  maxLength: 1_000,
  description: 'As Firebase gave it to the app.',
});

export const Device = Type.Object(
  { token: Type.String(), platform: Type.Enum([...platforms]), created_at: Timestamp, seen_at: Timestamp },
  { $id: 'Device' },
);
type Device = Static<typeof Device>;

/** More than anybody carries; beyond that, those not seen for longest are forgotten. */
const mostDevices = 20;

/** A token is one app on one device, and belongs to whoever signed in there last: notices to the one before must not go there any more. */
export async function registerDevice(
  tx: Tx,
  personId: PersonId,
  { token, platform }: Pick<Device, 'token' | 'platform'>,
): Promise<Device> {
  await lockPerson(tx, personId);
  const { rows } = await sql<Device>`
    insert into identity.devices as known (token, person_id, platform)
    values (${token}, ${personId}, ${platform})
    on conflict (token) do update set
      person_id = excluded.person_id,
      platform = excluded.platform,
      seen_at = excluded.seen_at,
      created_at = case when known.person_id = excluded.person_id then known.created_at else excluded.created_at end
    returning token, platform, created_at, seen_at
  `.execute(tx);
  await sql`
    delete from identity.devices
    where person_id = ${personId} and token not in (
      select token from identity.devices where person_id = ${personId} order by seen_at desc, token = ${token} desc limit ${mostDevices}
    )
  `.execute(tx);
  const [device] = rows;
  if (device === undefined) throw new Error('a device was not written');
  return device;
}

export async function forgetDevice(tx: Tx, personId: PersonId, token: string): Promise<void> {
  const { numAffectedRows } = await sql`delete from identity.devices where token = ${token} and person_id = ${personId}`.execute(
    tx,
  );
  if (numAffectedRows !== 1n) throw deviceNotFound();
}
