import { type Tx } from '#platform/db';
import { validationFailed } from '#platform/http';
import { lockPerson } from '../people/lock-person.ts';
import { type Permission } from '../principal.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { readNetwork } from './allowed-addresses.ts';
import { type Lifetime, type NewApiKey, type Owner } from './api-key.ts';
import { issueKey } from './issue-key.ts';
import { type KeyKind } from './key-text.ts';

export interface KeyWish {
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly expiry: Lifetime;
  readonly allowed_addresses?: readonly string[];
}

export async function createKey(tx: Tx, kind: KeyKind, owner: Owner, wish: KeyWish): Promise<NewApiKey> {
  const { name, permissions, expiry } = wish;
  const terms = { name: name.trim(), permissions, allowed_addresses: readNetworks(wish.allowed_addresses) };
  await lockPerson(tx, owner.personId);
  const key = await issueKey(tx, { kind, personId: owner.personId, terms, expiry });
  await recordSecurityEvent(tx, {
    ...owner,
    kind: 'api_key_created',
    details: { key_id: key.id, name: key.name, permissions, expires_at: key.expires_at },
  });
  return key;
}

function readNetworks(addresses: readonly string[] | undefined): readonly string[] | null {
  if (addresses === undefined) return null;
  return addresses.map((text, index) => {
    const network = readNetwork(text);
    if (network !== undefined) return network;
    const message = 'must be an address or a network such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32';
    throw validationFailed({ errors: [{ path: `/body/allowed_addresses/${index}`, message }] });
  });
}
