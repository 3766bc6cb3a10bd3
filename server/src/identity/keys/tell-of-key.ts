import { type Tx } from '#platform/db';
import { enqueueLetter } from '../letters/enqueue-letter.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { type ApiKey, type Owner } from './api-key.ts';

export interface KeyNews {
  readonly kind: 'api_key_created' | 'api_key_rolled_over';
  readonly key: Pick<ApiKey, 'permissions'>;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A new key is in its owner's trail, and in a letter to him, in case it was not he. */
export async function tellOfKey(tx: Tx, owner: Owner, { kind, key: { permissions }, details }: KeyNews): Promise<void> {
  await recordSecurityEvent(tx, { ...owner, kind, details });
  const { personId, client } = owner;
  if (client !== undefined) await enqueueLetter(tx, { kind: 'api_key_created', personId, client, permissions });
}
