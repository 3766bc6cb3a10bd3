import { type FastifyRequest } from 'fastify';
import { type Client, clientOf } from './client.ts';
import { type PersonId } from './person.ts';
import { principalOf, type SessionId } from './principal.ts';

/** A person who signed in himself: who, in which session, and from where. */
export interface OwnSession {
  readonly personId: PersonId;
  readonly sessionId: SessionId;
  readonly client: Client;
}

/** For the routes that only a person may call, none of whom comes without a session. */
export function ownSessionOf(request: FastifyRequest): OwnSession {
  const { personId, sessionId } = principalOf(request);
  if (sessionId === undefined) throw new Error('the route admits callers who have no session');
  return { personId, sessionId, client: clientOf(request) };
}
