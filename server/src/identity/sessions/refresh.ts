import { sql } from 'kysely';
import { type Database, type Tx } from '#platform/db';
import { addressOf } from '#platform/http';
import { type Problem } from '#platform/problem';
import { type Client } from '../client.ts';
import { personBanned, refreshTokenInvalid, refreshTokenReused, sessionEnded } from '../problems.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { endSessions } from './end.ts';
import { issue, type Issued, type Mints, type StandingSession } from './issue.ts';
import { type Standing } from './standing.ts';
import { sessionColumns } from './start.ts';

interface Found extends StandingSession {
  readonly address: string;
  readonly user_agent: string;
  readonly banned: boolean;
  readonly ended: boolean;
  readonly expired: boolean;
  /** Whether the last refresh was a moment ago. */
  readonly in_grace: boolean;
}

/** A refusal is handed out of the transaction and not thrown through it, because a theft that was noticed has to stay on record. */
type Outcome = { readonly session: StandingSession } | { readonly refusal: Problem };

export interface RefreshOptions extends Mints {
  readonly database: Pick<Database, 'transact'>;
  readonly standing: Standing;
}

/**
 * A new pair for the latest refresh token. The one before gets the same pair once more if it comes from the same client within a moment:
 * two tabs, or an answer that was lost. Anything older is in the wrong hands, or the newer ones are, so nobody keeps the session.
 */
export async function refreshSession(options: RefreshOptions, token: string, client: Client): Promise<Issued> {
  const marked = options.refreshTokens.read(token);
  if (marked === undefined) throw refreshTokenInvalid();
  const outcome = await options.database.transact((tx) => decide(tx, options.standing, marked, client));
  if ('refusal' in outcome) throw outcome.refusal;
  return issue(options, outcome.session);
}

async function decide(
  tx: Tx,
  standing: Standing,
  { id, number }: { readonly id: string; readonly number: number },
  client: Client,
): Promise<Outcome> {
  const session = await findForUpdate(tx, id);
  if (session === undefined || session.expired || number > session.refresh_number) return { refusal: refreshTokenInvalid() };
  if (session.ended) return { refusal: session.banned ? personBanned() : sessionEnded() };
  if (number === session.refresh_number) return { session: await rotate(tx, session, client) };
  if (number === session.refresh_number - 1 && session.in_grace && isSameClient(session, client)) return { session };
  await endSessions(tx, standing, { personId: session.person_id, only: session.id, because: 'refresh_token_reused' });
  await recordSecurityEvent(tx, { personId: session.person_id, kind: 'refresh_token_reused', client, sessionId: session.id });
  return { refusal: refreshTokenReused() };
}

async function findForUpdate(tx: Tx, id: string): Promise<Found | undefined> {
  const { rows } = await sql<Found>`
    select
      ${sessionColumns}, s.address, s.user_agent, p.role, k.permissions,
      p.banned_at is not null as banned,
      s.ended_at is not null as ended,
      s.expires_at <= now() as expired,
      s.refreshed_at > now() - interval '10 seconds' as in_grace
    from identity.sessions s
    join identity.people p on p.id = s.person_id
    left join identity.api_keys k on k.id = s.api_key_id
    where s.id = ${id}
    for update of s
  `.execute(tx);
  return rows[0];
}

/** Thirty days from now, but no more than half a year from the log-in, and no longer than the key that opened it. */
async function rotate(tx: Tx, { id, role, permissions }: Found, client: Client): Promise<StandingSession> {
  const { rows } = await sql<Omit<StandingSession, 'role' | 'permissions'>>`
    update identity.sessions s
    set
      refresh_number = refresh_number + 1,
      refreshed_at = now(),
      address = ${client.address},
      user_agent = ${client.userAgent},
      expires_at = least(
        now() + interval '30 days',
        created_at + interval '180 days',
        (select k.expires_at from identity.api_keys k where k.id = s.api_key_id)
      )
    where id = ${id}
    returning ${sessionColumns}
  `.execute(tx);
  const [session] = rows;
  if (session === undefined) throw new Error(`session ${id} vanished while it was locked`);
  return { ...session, role, permissions };
}

function isSameClient({ address, user_agent }: Found, client: Client): boolean {
  return user_agent === client.userAgent && addressOf(address) === addressOf(client.address);
}
