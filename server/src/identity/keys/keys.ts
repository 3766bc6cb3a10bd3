import { type Registry } from 'prom-client';
import { type Static } from 'typebox';
import { type Database, type Tx } from '#platform/db';
import { type PageQuery } from '#platform/http';
import { type Logger } from '#platform/telemetry';
import { type PersonId } from '../person.ts';
import { type ApiKeyId } from '../principal.ts';
import { type Standing } from '../sessions/standing.ts';
import { type Lifetime, type NewApiKey, type Owner } from './api-key.ts';
import { createKey, type KeyWish } from './create-key.ts';
import { type KeyKind } from './key-text.ts';
import { createKeyUse } from './key-use.ts';
import { type ApiKeyPage, listKeys } from './list-keys.ts';
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
  create(owner: Owner, wish: KeyWish): Promise<NewApiKey>;
  list(personId: PersonId, page: Static<typeof PageQuery>): Promise<ApiKeyPage>;
  revoke(owner: Owner, id: ApiKeyId): Promise<void>;
  rollOver(owner: Owner, id: ApiKeyId, expiry: Lifetime): Promise<NewApiKey>;
  /** Together with what it is done for: a ban, a lost password. */
  revokeAll(tx: Tx, owner: Owner, because: 'banned' | 'password_reset'): Promise<void>;
  stop(): Promise<void>;
}

export function createKeys({ database, standing, kind, registry, logger, writeUseEveryMs: everyMs = 60_000 }: KeysOptions): Keys {
  const { db, transact } = database;
  const use = createKeyUse({ database, logger, everyMs });
  return {
    verify: createKeyVerifier({ database, standing, kind, use, registry }),
    create: (owner, wish) => transact((tx) => createKey(tx, kind, owner, wish)),
    list: (personId, page) => listKeys(db, personId, page),
    revoke: (owner, id) => transact((tx) => revokeKey(tx, standing, owner, id)),
    rollOver: (owner, id, expiry) => transact((tx) => rollOverKey(tx, standing, owner, { id, kind, expiry })),
    revokeAll: (tx, owner, because) => revokeAllKeys(tx, standing, owner, because),
    stop: () => use.stop(),
  };
}
