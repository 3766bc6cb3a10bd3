import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { announceAfterCommit } from '#platform/events';
import { standingChannel } from './standing.ts';

/** Has access tokens signed with a new key, five seconds from the commit; its number. Tokens of the key before stay good until they expire. */
export async function rotateTokenKey(tx: Tx): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    insert into identity.token_keys (number) select max(number) + 1 from identity.token_keys returning number
  `.execute(tx);
  announceAfterCommit(tx, standingChannel);
  const [made] = rows;
  if (made === undefined) throw new Error('no key was made');
  return made.number;
}
