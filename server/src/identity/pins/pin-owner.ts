import { type Client } from '../client.ts';
import { type PersonId } from '../person.ts';
import { type SessionId } from '../principal.ts';

/** Whose PIN it is, signed in himself, and from where. */
export interface PinOwner {
  readonly personId: PersonId;
  readonly sessionId: SessionId;
  readonly client: Client;
}
