import { type RawBuilder, sql } from 'kysely';
import { type Tx } from '#platform/db';
import { newId } from '#platform/id';
import { type Client } from '../client.ts';
import { type Person, type Role } from '../person.ts';
import { type ApiKeyId, type Permission } from '../principal.ts';
import { apiKeyExpired, apiKeyRevoked, personBanned } from '../problems.ts';
import { issue, type Issued, type Mints, type StandingSession } from './issue.ts';

export interface NewSession {
  readonly person: Pick<Person, 'id'>;
  readonly client: Client;
  /** The key that he proved himself with. */
  readonly key?: { readonly id: ApiKeyId; readonly permissions: readonly Permission[] } | undefined;
}

type SessionColumns = Omit<StandingSession, 'role' | 'permissions'>;

/** Of the session `s`, in its moment. */
export const sessionColumns: RawBuilder<SessionColumns> = sql`
  s.id, s.person_id, s.refresh_number, s.api_key_id,
  floor(extract(epoch from s.refreshed_at))::float8 as refreshed_at,
  floor(extract(epoch from s.expires_at))::float8 as expires_at,
  floor(extract(epoch from now()))::float8 as now
`;

/** Signs somebody in on one more device. Holds on to the person and the key, so that a ban or a revocation comes before or finds the session. */
export async function startSession(tx: Tx, mints: Mints, { person, client, key }: NewSession): Promise<Issued> {
  const role = await holdPerson(tx, person);
  const keyExpiresAt = key === undefined ? null : await holdKey(tx, key.id);
  const { rows } = await sql<SessionColumns>`
    insert into identity.sessions as s (id, person_id, api_key_id, address, user_agent, expires_at)
    values (
      ${newId<'sessions'>()}, ${person.id}, ${key?.id ?? null}, ${client.address}, ${client.userAgent},
      least(now() + interval '30 days', ${keyExpiresAt}::timestamptz)
    )
    returning ${sessionColumns}
  `.execute(tx);
  const [session] = rows;
  if (session === undefined) throw new Error('the session was not written');
  return issue(mints, { ...session, role, permissions: key?.permissions ?? null });
}

async function holdPerson(tx: Tx, { id }: Pick<Person, 'id'>): Promise<Role> {
  const { rows } = await sql<{ role: Role; banned: boolean }>`
    select role, banned_at is not null as banned from identity.people where id = ${id} for share
  `.execute(tx);
  const [person] = rows;
  if (person === undefined) throw new Error(`there is no person ${id} to sign in`);
  if (person.banned) throw personBanned();
  return person.role;
}

async function holdKey(tx: Tx, id: ApiKeyId): Promise<string> {
  const { rows } = await sql<{ expires_at: string; revoked: boolean; expired: boolean }>`
    select expires_at, revoked_at is not null as revoked, expires_at <= now() as expired
    from identity.api_keys where id = ${id} for share
  `.execute(tx);
  const [key] = rows;
  if (key === undefined) throw new Error(`there is no key ${id} to sign in with`);
  if (key.revoked) throw apiKeyRevoked();
  if (key.expired) throw apiKeyExpired();
  return key.expires_at;
}
