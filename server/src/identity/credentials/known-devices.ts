import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { addressOf } from '#platform/http';
import { type Client } from '../client.ts';
import { type PersonId } from '../person.ts';

export interface Acquaintance {
  /** Whether this device was never seen before, though others were: worth telling its owner. */
  readonly isStrange: boolean;
}

/** Remembers the device that somebody signs in from. */
export async function meetDevice(tx: Tx, personId: PersonId, client: Client): Promise<Acquaintance> {
  const { rows } = await sql<{ is_strange: boolean }>`
    insert into identity.known_devices as device (person_id, fingerprint)
    values (${personId}, ${fingerprintOf(client)})
    on conflict (person_id, fingerprint) do update set last_seen_at = now()
    returning
      device.first_seen_at = device.last_seen_at
      and exists (select from identity.known_devices as other where other.person_id = ${personId}) as is_strange
  `.execute(tx);
  return { isStrange: rows[0]?.is_strange ?? false };
}

/**
 * The kind of program and the network it calls from. Versions are left out, or every update would raise an alarm; of the address only the
 * part that stays when a phone is given another one by the same network.
 */
function fingerprintOf({ userAgent, address }: Client): Buffer {
  const program = userAgent.replaceAll(/[\d._]+/g, '');
  return createHash('sha256')
    .update(`${program}\n${networkOf(address)}`)
    .digest();
}

function networkOf(address: string): string {
  const one = addressOf(address);
  return one.includes(':') ? one.split(':').slice(0, 2).join(':') : one.split('.').slice(0, 2).join('.');
}
