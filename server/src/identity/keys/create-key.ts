import { type Tx } from '#platform/db';
import { validationFailed } from '#platform/http';
import { lockPerson } from '../people/lock-person.ts';
import { type PinSpending, spendPinTokens } from '../pins/pin-token.ts';
import { readNetwork } from './allowed-addresses.ts';
import { type NewApiKey, type Owner } from './api-key.ts';
import { issueKey } from './issue-key.ts';
import { type KeyKind } from './key-text.ts';
import { type KeyWish } from './key-wish.ts';
import { tellOfKey } from './tell-of-key.ts';

export interface KeyCreation extends KeyWish {
  readonly kind: KeyKind;
  /** The PIN token that is spent on it, where one was asked for. */
  readonly leave?: PinSpending | undefined;
}

export async function createKey(tx: Tx, owner: Owner, wish: KeyCreation): Promise<NewApiKey> {
  const { kind, name, permissions, expiry, leave } = wish;
  const { personId } = owner;
  const terms = { name: name.trim(), permissions, allowed_addresses: readNetworks(wish.allowed_addresses) };
  await lockPerson(tx, personId);
  if (leave !== undefined) await spendPinTokens(tx, [leave]);
  const key = await issueKey(tx, { kind, personId, terms, expiry });
  await tellOfKey(tx, owner, {
    kind: 'api_key_created',
    key,
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
