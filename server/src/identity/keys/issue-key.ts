import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { newId } from '#platform/id';
import { type PersonId } from '../person.ts';
import { type Permission } from '../principal.ts';
import { apiKeyLimit } from '../problems.ts';
import { type ApiKey, apiKeyColumns, type Lifetime, lifetimes, type NewApiKey } from './api-key.ts';
import { hashKey, type KeyKind, makeKeyText, previewOf } from './key-text.ts';

export interface KeyTerms {
  readonly name: string;
  readonly permissions: readonly Permission[];
  /** Networks as `readNetwork` gives them. */
  readonly allowed_addresses: readonly string[] | null;
}

export interface KeyOrder {
  readonly kind: KeyKind;
  readonly personId: PersonId;
  readonly terms: KeyTerms;
  readonly expiry: Lifetime;
}

const mostActive = 5;

/** A new key of a person who is locked, so that counting his keys means something. Its text leaves with this answer and is not kept. */
export async function issueKey(tx: Tx, { kind, personId, terms, expiry }: KeyOrder): Promise<NewApiKey> {
  const { rows: counts } = await sql<{ active: number }>`
    select count(*)::int as active from identity.api_keys
    where person_id = ${personId} and revoked_at is null and expires_at > now()
  `.execute(tx);
  if (counts[0] === undefined || counts[0].active >= mostActive) throw apiKeyLimit();
  const text = makeKeyText(kind);
  const { rows } = await sql<ApiKey>`
    insert into identity.api_keys (id, person_id, name, permissions, hash, preview, allowed_addresses, expires_at)
    values (
      ${newId<'api_keys'>()}, ${personId}, ${terms.name}, ${terms.permissions}, ${hashKey(text)}, ${previewOf(text)},
      (select array_agg(network(address::inet)) from unnest(${terms.allowed_addresses}::text[]) as address),
      now() + ${lifetimes[expiry]}::interval
    )
    returning ${apiKeyColumns}
  `.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('a key was not kept');
  return { api_key: text, ...row };
}
