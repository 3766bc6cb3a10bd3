import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { lockPerson } from '../people/lock-person.ts';
import { type PinSpending, spendPinTokens } from '../pins/pin-token.ts';
import { type ApiKeyId } from '../principal.ts';
import { type Standing } from '../sessions/standing.ts';
import { type Lifetime, type NewApiKey, type Owner } from './api-key.ts';
import { findReplaceable } from './find-replaceable.ts';
import { issueKey } from './issue-key.ts';
import { type KeyKind } from './key-text.ts';
import { closeKey } from './revoke-keys.ts';
import { tellOfKey } from './tell-of-key.ts';

export interface RollOver {
  readonly id: ApiKeyId;
  readonly kind: KeyKind;
  readonly expiry: Lifetime;
  /** The PIN token that is spent on it, where one was asked for. */
  readonly leave?: PinSpending | undefined;
}

/** A new key on the terms of the old one, which is good for nothing from this moment. It may have expired already. */
export async function rollOverKey(tx: Tx, standing: Standing, owner: Owner, rollOver: RollOver): Promise<NewApiKey> {
  const { id, kind, expiry, leave } = rollOver;
  const { personId } = owner;
  await lockPerson(tx, personId);
  const terms = await findReplaceable(tx, personId, id);
  if (leave !== undefined) await spendPinTokens(tx, [leave]);
  await sql`
    update identity.api_keys set revoked_at = clock_timestamp(), revoked_because = 'rolled_over'
    where id = ${id} and person_id = ${personId}
  `.execute(tx);
  await closeKey(tx, standing, personId, id);
  const key = await issueKey(tx, { kind, personId, terms, expiry });
  await tellOfKey(tx, owner, {
    kind: 'api_key_rolled_over',
    key,
    details: { key_id: id, new_key_id: key.id, name: key.name, expires_at: key.expires_at },
  });
  return key;
}
