import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { Nullable, Timestamp, Uuid } from '#platform/http';
import { type Client } from '../client.ts';
import { type PersonId } from '../person.ts';
import { permissions, type SessionId } from '../principal.ts';

/** How long a key is good for, as its owner says it, and as PostgreSQL does. */
export const lifetimes = { '1H': '1 hour', '1D': '1 day', '1M': '1 month', '1Y': '1 year' } as const;
export type Lifetime = keyof typeof lifetimes;

export const Lifetime = Type.Enum(Object.keys(lifetimes) as Lifetime[], {
  description: 'An hour, a day, a month or a year from now.',
});

/** A key as its owner sees it in his list: everything but the key. */
export const ApiKey = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    permissions: Type.Array(Type.Enum([...permissions])),
    key_preview: Type.String({ description: 'The beginning and the end of the key, to know it by.' }),
    allowed_addresses: Nullable(Type.Array(Type.String(), { description: 'The networks it may be used from; null for any.' })),
    status: Type.Enum(['active', 'expired', 'revoked']),
    created_at: Timestamp,
    expires_at: Timestamp,
    last_used_at: Nullable({ ...Timestamp, description: 'To the minute.' }),
    revoked_at: Nullable(Timestamp),
  },
  { $id: 'ApiKey' },
);
export type ApiKey = Static<typeof ApiKey>;

export const NewApiKey = Type.Object(
  { api_key: Type.String({ description: 'The key itself. It is shown this once and kept nowhere.' }), ...ApiKey.properties },
  { $id: 'NewApiKey' },
);
export type NewApiKey = Static<typeof NewApiKey>;

/** What is asked of a table row to be an `ApiKey`. */
export const apiKeyColumns = sql`
  id, name, permissions, preview as key_preview, allowed_addresses::text[],
  case when revoked_at is not null then 'revoked' when expires_at <= now() then 'expired' else 'active' end as status,
  created_at, expires_at, last_used_at, revoked_at`;

/** Whose keys these are, and from where he asks. */
export interface Owner {
  readonly personId: PersonId;
  readonly sessionId?: SessionId | undefined;
  readonly client?: Client | undefined;
}
