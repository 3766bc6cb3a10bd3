import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { type Client } from '../client.ts';
import { enqueueLetter } from '../letters/enqueue-letter.ts';
import { type PersonId } from '../person.ts';
import { type CredentialParts } from './parts.ts';

/** A new password voids what could still set another one, and its owner is told, in case it was not he. */
export async function setPassword(
  { codes }: Pick<CredentialParts, 'codes'>,
  tx: Tx,
  { personId, hash, client }: { readonly personId: PersonId; readonly hash: string; readonly client: Client },
): Promise<void> {
  await sql`
    update identity.people set password_hash = ${hash}, password_changed_at = now(), updated_at = now() where id = ${personId}
  `.execute(tx);
  await codes.void(tx, personId, 'reset_password');
  await enqueueLetter(tx, { kind: 'password_changed', personId, client });
}
