import { type Registry } from 'prom-client';
import { type Database, type Tx } from '#platform/db';
import { type PageOf, type PageWish } from '#platform/http';
import { type Logger } from '#platform/telemetry';
import { type PersonId } from '../person.ts';
import { type PinSpending } from '../pins/pin-token.ts';
import { type ApiKeyId, type Permission } from '../principal.ts';
import { type Standing } from '../sessions/standing.ts';
import { type ApiKey, type Lifetime, type NewApiKey, type Owner } from './api-key.ts';
import { createKey } from './create-key.ts';
import { findReplaceable } from './find-replaceable.ts';
import { type KeyKind } from './key-text.ts';
import { createKeyUse } from './key-use.ts';
import { type KeyWish } from './key-wish.ts';
import { listKeys } from './list-keys.ts';
import { revokeAllKeys, revokeKey } from './revoke-keys.ts';
import { rollOverKey } from './roll-over-key.ts';
import { createKeyVerifier, type VerifyKey } from './verify-key.ts';

export interface KeysOptions {
  readonly database: Pick<Database, 'db' | 'transact'>;
  readonly standing: Standing;
  /** The kind that is made and accepted here: `live` in production, `test` everywhere else. */
  readonly kind: KeyKind;
  readonly registry: Registry;
  readonly logger: Logger;
  readonly writeUseEveryMs?: number;
}

export interface Keys {
  readonly verify: VerifyKey;
  /** For an owner who has proved himself; see `proveForKey`, whose leave is spent on it. */
  create(owner: Owner, wish: KeyWish, leave?: PinSpending): Promise<NewApiKey>;
  list(personId: PersonId, page: PageWish): Promise<PageOf<ApiKey>>;
  revoke(owner: Owner, id: ApiKeyId): Promise<void>;
  /** What a successor of this key may do, or why it has none. */
  permissionsOfSuccessor(personId: PersonId, id: ApiKeyId): Promise<readonly Permission[]>;
  /** For an owner who has proved himself, as for `create`. */
  rollOver(owner: Owner, id: ApiKeyId, expiry: Lifetime, leave?: PinSpending): Promise<NewApiKey>;
  /** Together with what it is done for: a ban, a lost password. */
  revokeAll(tx: Tx, owner: Owner, because: 'banned' | 'password_reset'): Promise<void>;
  stop(): Promise<void>;
}

export function createKeys({ database, standing, kind, registry, logger, writeUseEveryMs: everyMs = 60_000 }: KeysOptions): Keys {
  const { db, transact } = database;
  const use = createKeyUse({ database, logger, everyMs });
  return {
    verify: createKeyVerifier({ database, standing, kind, use, registry }),
    create: (owner, wish, leave) => transact((tx) => createKey(tx, owner, { ...wish, kind, leave })),
    list: (personId, page) => listKeys(db, personId, page),
    revoke: (owner, id) => transact((tx) => revokeKey(tx, standing, owner, id)),
    permissionsOfSuccessor: async (personId, id) => (await findReplaceable(db, personId, id)).permissions,
    rollOver: (owner, id, expiry, leave) => transact((tx) => rollOverKey(tx, standing, owner, { id, kind, expiry, leave })),
    revokeAll: (tx, owner, because) => revokeAllKeys(tx, standing, owner, because),
    stop: () => use.stop(),
  };
}
