import { type FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { type Database } from '#platform/db';
import { type Access } from '#platform/http';
import { type VerifyKey } from './keys/verify-key.ts';
import { type Role } from './person.ts';
import { type Permission, type Principal } from './principal.ts';
import {
  accessTokenExpired,
  accessTokenInvalid,
  apiKeyAddressRefused,
  apiKeyExpired,
  apiKeyInvalid,
  apiKeyRevoked,
  missingPermission,
  personBanned,
  personRequired,
  sessionEnded,
  signInRequired,
  staffRequired,
} from './problems.ts';
import { type AccessTokens, type Bearer } from './sessions/access-tokens.ts';
import { type Standing } from './sessions/standing.ts';

export interface AccessOptions {
  readonly tokens: Pick<AccessTokens, 'verify'>;
  readonly standing: Pick<Standing, 'isFresh' | 'isSessionEnded'>;
  readonly keys: { readonly verify: VerifyKey };
  readonly database: Pick<Database, 'db'>;
}

/** Who may call a route, for the routes of all modules. What is known already is answered without a promise. */
export interface AccessTo {
  /** Somebody who signed in himself. */
  readonly person: Access;
  /** Whoever is signed in, be it with a key. */
  readonly session: Access;
  may(permission: Permission): Access;
  staff(...roles: readonly Role[]): Access;
}

type Rule = (principal: Principal) => Principal;

const token = { access_token: [] };
const key = { api_key: [] };
const ofSessions = [signInRequired, accessTokenInvalid, accessTokenExpired, sessionEnded, personBanned];
const ofKeys = [apiKeyInvalid, apiKeyExpired, apiKeyRevoked, apiKeyAddressRefused];

export function createAccess({ tokens, standing, keys, database }: AccessOptions): AccessTo {
  function identify(request: FastifyRequest): Principal | Promise<Principal> {
    const { authorization, 'x-api-key': apiKey } = request.headers;
    if (typeof apiKey === 'string') return keys.verify(apiKey, request.ip);
    if (authorization === undefined) throw signInRequired();
    return follow(tokens.verify(authorization), requireStanding);
  }

  /** Memory may only say yes while it is fresh; everything else the database decides. */
  function requireStanding(bearer: Bearer): Bearer | Promise<Bearer> {
    return standing.isFresh() && !standing.isSessionEnded(bearer.sessionId) ? bearer : askDatabase(bearer);
  }

  async function askDatabase(bearer: Bearer): Promise<Bearer> {
    const { rows } = await sql<{ banned: boolean }>`
      select p.banned_at is not null as banned
      from identity.people p
      left join identity.sessions s on s.person_id = p.id and s.id = ${bearer.sessionId} and s.ended_at is null and s.expires_at > now()
      where p.id = ${bearer.personId} and (s.id is not null or p.banned_at is not null)
    `.execute(database.db);
    const [found] = rows;
    if (found === undefined) throw sessionEnded();
    if (found.banned) throw personBanned();
    return bearer;
  }

  const admit = (rule: Rule) => (request: FastifyRequest) => follow(identify(request), rule);

  return {
    person: {
      who: 'a signed-in person',
      security: [token],
      problems: [...ofSessions, personRequired],
      admit: admit(requirePerson),
    },
    session: {
      who: 'whoever is signed in',
      security: [token],
      problems: ofSessions,
      admit: admit(requireSession),
    },
    may: (permission) => ({
      who: `a signed-in person, and programs with the permission \`${permission}\``,
      security: [token, key],
      problems: [...ofSessions, ...ofKeys, missingPermission],
      admit: admit((principal) => requirePermission(principal, permission)),
    }),
    staff: (...roles) => ({
      who: `staff (${roles.join(', ')})`,
      security: [token],
      problems: [...ofSessions, staffRequired],
      admit: admit((principal) => requireStaff(principal, roles)),
    }),
  };
}

function follow<Value, Result>(value: Value | Promise<Value>, then: (value: Value) => Result | Promise<Result>) {
  return value instanceof Promise ? value.then(then) : then(value);
}

function requirePerson(principal: Principal): Principal {
  if (principal.kind !== 'person') throw personRequired();
  return principal;
}

function requireSession(principal: Principal): Principal {
  if (principal.sessionId === undefined) throw signInRequired({ detail: 'An API key that is sent along is not a session.' });
  return principal;
}

function requirePermission(principal: Principal, permission: Permission): Principal {
  if (principal.permissions?.has(permission) === false)
    throw missingPermission({ detail: `It would need \`${permission}\`.`, members: { permission } });
  return principal;
}

function requireStaff(principal: Principal, roles: readonly Role[]): Principal {
  if (principal.kind !== 'person' || !roles.includes(principal.role)) throw staffRequired();
  return principal;
}
