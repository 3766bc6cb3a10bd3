import { type FastifyRequest } from 'fastify';
import { type Caller } from '#platform/http';
import { type Id } from '#platform/id';
import { type PersonId, type Role } from './person.ts';

export type SessionId = Id<'sessions'>;
export type ApiKeyId = Id<'api_keys'>;

/** What a key can be allowed to do. A person who signed in himself may do all of it. */
export const permissions = ['read', 'deposit', 'transfer', 'withdraw', 'airtime'] as const;
export type Permission = (typeof permissions)[number];

/** Who is behind a request. A key is a caller of its own: its limits and its idempotency keys are not those of its owner. */
export interface Principal extends Caller {
  readonly kind: 'person' | 'key';
  readonly personId: PersonId;
  readonly role: Role;
  /** Absent for a program that sends its key with each request. */
  readonly sessionId?: SessionId | undefined;
  /** The key that was sent, or that opened the session. */
  readonly keyId?: ApiKeyId | undefined;
  /** Absent: everything that a person may do. */
  readonly permissions?: ReadonlySet<Permission> | undefined;
}

const setsOfPermissions = new Map<string, ReadonlySet<Permission>>();

/** One and the same set for all who may do the same: there are few of them, so looking into one is quick. */
export function setOfPermissions(granted: readonly Permission[]): ReadonlySet<Permission> {
  const inOrder = permissions.filter((permission) => granted.includes(permission));
  const name = inOrder.join(' ');
  const set = setsOfPermissions.get(name) ?? new Set(inOrder);
  setsOfPermissions.set(name, set);
  return set;
}

/** Who was admitted to a route whose access is one of identity's. */
export function principalOf({ caller }: FastifyRequest): Principal {
  if (caller === undefined || !('personId' in caller)) throw new Error('the route admits callers that identity does not know');
  return caller as Principal;
}
