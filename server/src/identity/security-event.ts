import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { type Id, newId } from '#platform/id';
import { type Client } from './client.ts';
import { type PersonId } from './person.ts';
import { type SessionId } from './principal.ts';

/** Everything that can happen to somebody's safety, in words that the person sees. */
export const securityEventKinds = [
  'signed_up',
  'logged_in',
  'log_in_failed',
  'logged_out',
  'logged_out_everywhere',
  'session_ended',
  'refresh_token_reused',
  'new_device',
  'password_changed',
  'password_reset_requested',
  'password_reset',
  'email_verified',
  'pin_set',
  'pin_changed',
  'pin_failed',
  'pin_locked',
  'api_key_created',
  'api_key_revoked',
  'api_key_rolled_over',
  'identity_linked',
  'profile_changed',
  'role_changed',
  'tier_changed',
  'banned',
  'unbanned',
] as const;
export type SecurityEventKind = (typeof securityEventKinds)[number];

export interface SecurityEvent {
  /** For whoever may come twice to write the same line; another line is written otherwise. */
  readonly id?: Id<'security_events'> | undefined;
  readonly personId: PersonId;
  readonly kind: SecurityEventKind;
  /** Absent for what was done from the command line. */
  readonly client?: Client | undefined;
  readonly sessionId?: SessionId | undefined;
  /** Who did it, where that is not the person himself. */
  readonly doneBy?: PersonId | undefined;
  /** Never a secret, never a code, never a number that only the person should know. Of these a `reason` is for staff alone. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** One line of the person's own trail, in the transaction of what happened. */
export async function recordSecurityEvent(tx: Tx, event: SecurityEvent): Promise<void> {
  const { id = newId<'security_events'>(), personId, kind, client, sessionId, doneBy, details = {} } = event;
  await sql`
    insert into identity.security_events (id, person_id, kind, done_by, session_id, address, user_agent, request_id, details)
    values (
      ${id}, ${personId}, ${kind}, ${doneBy ?? null}, ${sessionId ?? null},
      ${client?.address ?? null}, ${client?.userAgent ?? null}, ${client?.requestId ?? null}, ${JSON.stringify(details)}
    )
    on conflict (id) do nothing
  `.execute(tx);
}
