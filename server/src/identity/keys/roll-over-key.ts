import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { lockPerson } from '../people/lock-person.ts';
import { type ApiKeyId } from '../principal.ts';
import { apiKeyAlreadyRevoked, apiKeyNotFound } from '../problems.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { type Standing } from '../sessions/standing.ts';
import { type Lifetime, type NewApiKey, type Owner } from './api-key.ts';
import { issueKey, type KeyTerms } from './issue-key.ts';
import { type KeyKind } from './key-text.ts';
import { closeKey } from './revoke-keys.ts';

export interface RollOver {
  readonly id: ApiKeyId;
  readonly kind: KeyKind;
  readonly expiry: Lifetime;
}

/** A new key on the terms of the old one, which is good for nothing from this moment. It may have expired already. */
export async function rollOverKey(tx: Tx, standing: Standing, owner: Owner, { id, kind, expiry }: RollOver): Promise<NewApiKey> {
  const { personId } = owner;
  await lockPerson(tx, personId);
  const { rows } = await sql<KeyTerms>`
    update identity.api_keys set revoked_at = clock_timestamp(), revoked_because = 'rolled_over'
    where id = ${id} and person_id = ${personId} and revoked_at is null
    returning name, permissions, allowed_addresses::text[]
  `.execute(tx);
  const [terms] = rows;
  if (terms === undefined) {
    const { rows: found } = await sql`select from identity.api_keys where id = ${id} and person_id = ${personId}`.execute(tx);
    throw found.length > 0 ? apiKeyAlreadyRevoked() : apiKeyNotFound();
  }
  await closeKey(tx, standing, personId, id);
  const key = await issueKey(tx, { kind, personId, terms, expiry });
  await recordSecurityEvent(tx, {
    ...owner,
    kind: 'api_key_rolled_over',
    details: { key_id: id, new_key_id: key.id, name: key.name, expires_at: key.expires_at },
  });
  return key;
}
