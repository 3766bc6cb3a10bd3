import { sql } from 'kysely';
import { type Db } from '#platform/db';
import { type ApiKeyId, type SessionId } from '../principal.ts';

/** Which keys sign access tokens, by number. */
export interface TokenKeys {
  readonly current: number;
  readonly accepted: readonly number[];
}

export interface Endings {
  readonly sessions: readonly SessionId[];
  readonly keys: readonly ApiKeyId[];
  readonly tokenKeys: TokenKeys;
  /** For the next look: everything that this one could not see yet is written by a transaction from here on. */
  readonly horizon: string;
}

type Row = Omit<Endings, 'tokenKeys'> & TokenKeys;

export interface Look {
  /** The horizon of the look before; absent, to see all of the last twenty minutes. */
  readonly since?: string | undefined;
  readonly most: number;
}

/**
 * What ended of late. Whoever asks for what is younger than his last look misses a transaction that took long; this asks for the rows that
 * were written by transactions of which the last look could not see the end.
 *
 * A new key signs only after five seconds, when every process knows it, and its predecessor is believed until its last token has expired.
 */
export async function readEndings(db: Db, { since, most }: Look): Promise<Endings> {
  const before = since ?? null;
  const { rows } = await sql<Row>`
    with token_key as (
      select number, created_at < now() - interval '5 seconds' as signs, lead(created_at) over (order by number) as followed_at
      from identity.token_keys
    ),
    accepted as (select number, signs from token_key where followed_at is null or followed_at > now() - interval '20 minutes')
    select
      pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
      array(
        select id::text from identity.sessions
        where ended_at > now() - interval '20 minutes' and (${before}::xid8 is null or age(xmin) <= age(${before}::xid8::xid))
        limit ${most}
      ) as sessions,
      array(
        select id::text from identity.api_keys
        where revoked_at > now() - interval '20 minutes' and (${before}::xid8 is null or age(xmin) <= age(${before}::xid8::xid))
        limit ${most}
      ) as keys,
      coalesce((select max(number) from accepted where signs), (select min(number) from accepted)) as current,
      array(select number from accepted order by number) as accepted
  `.execute(db);
  const [seen] = rows;
  if (seen === undefined) throw new Error('the database said nothing about sessions');
  const { current, accepted, ...endings } = seen;
  return { ...endings, tokenKeys: { current, accepted } };
}
