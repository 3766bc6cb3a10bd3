import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { announceAfterCommit } from '#platform/events';
import { lockPerson } from '../people/lock-person.ts';
import { type PersonId } from '../person.ts';
import { type ApiKeyId } from '../principal.ts';
import { apiKeyNotFound } from '../problems.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { endSessions } from '../sessions/end.ts';
import { type Standing, standingChannel } from '../sessions/standing.ts';
import { type Owner } from './api-key.ts';

interface Revoked {
  readonly id: ApiKeyId;
  readonly name: string;
}

/** Asking again for what is done changes nothing. */
export async function revokeKey(tx: Tx, standing: Standing, owner: Owner, id: ApiKeyId): Promise<void> {
  const { personId } = owner;
  await lockPerson(tx, personId);
  const { rows: found } = await sql`select from identity.api_keys where id = ${id} and person_id = ${personId}`.execute(tx);
  if (found.length === 0) throw apiKeyNotFound();
  const { rows: revoked } = await sql<Revoked>`
    update identity.api_keys set revoked_at = clock_timestamp(), revoked_because = 'revoked'
    where id = ${id} and person_id = ${personId} and revoked_at is null
    returning id, name
  `.execute(tx);
  await recordRevoked(tx, standing, owner, revoked, 'revoked');
}

/** All keys that still open anything, when their owner is banned or has lost hold of his account. */
export async function revokeAllKeys(
  tx: Tx,
  standing: Standing,
  owner: Owner,
  because: 'banned' | 'password_reset',
): Promise<void> {
  await lockPerson(tx, owner.personId);
  const { rows: revoked } = await sql<Revoked>`
    update identity.api_keys set revoked_at = clock_timestamp(), revoked_because = ${because}
    where person_id = ${owner.personId} and revoked_at is null and expires_at > now()
    returning id, name
  `.execute(tx);
  await recordRevoked(tx, standing, owner, revoked, because);
}

/** Whoever signed in with the key is signed out, and every process learns that it is good for nothing. */
export async function closeKey(tx: Tx, standing: Standing, personId: PersonId, id: ApiKeyId): Promise<void> {
  standing.keysRevoked([id]);
  announceAfterCommit(tx, standingChannel);
  await endSessions(tx, standing, { personId, ofKey: id, because: 'key_revoked' });
}

async function recordRevoked(
  tx: Tx,
  standing: Standing,
  owner: Owner,
  revoked: readonly Revoked[],
  because: string,
): Promise<void> {
  for (const { id, name } of revoked) {
    await closeKey(tx, standing, owner.personId, id);
    await recordSecurityEvent(tx, { ...owner, kind: 'api_key_revoked', details: { key_id: id, name, because } });
  }
}
