import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { announceAfterCommit, record } from '#platform/events';
import { sessionsEnded } from '../events.ts';
import { type PersonId } from '../person.ts';
import { type ApiKeyId, type SessionId } from '../principal.ts';
import { type Standing, standingChannel } from './standing.ts';

export type EndedBecause =
  | 'logged_out'
  | 'logged_out_everywhere'
  | 'ended_by_person'
  | 'password_changed'
  | 'password_reset'
  | 'refresh_token_reused'
  | 'banned'
  | 'role_changed'
  | 'key_revoked';

/** Whose sessions, and which of them; all, if nothing more is said. */
export interface Ending {
  readonly personId: PersonId;
  readonly because: EndedBecause;
  readonly only?: SessionId | undefined;
  readonly except?: SessionId | undefined;
  /** Those that this key opened. */
  readonly ofKey?: ApiKeyId | undefined;
}

/** Ends them in the transaction of whatever they end for; answers with those that had not ended before. */
export async function endSessions(tx: Tx, standing: Standing, ending: Ending): Promise<readonly SessionId[]> {
  const { personId, because, only = null, except = null, ofKey = null } = ending;
  const { rows } = await sql<{ id: SessionId }>`
    update identity.sessions
    set ended_at = clock_timestamp(), ended_because = ${because}
    where person_id = ${personId}
      and ended_at is null
      and (${only}::uuid is null or id = ${only})
      and (${except}::uuid is null or id <> ${except})
      and (${ofKey}::uuid is null or api_key_id = ${ofKey})
    returning id
  `.execute(tx);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return ids;
  standing.sessionsEnded(ids);
  announceAfterCommit(tx, standingChannel);
  await record(tx, sessionsEnded, { owner: personId, data: { person_id: personId, session_ids: ids, because } });
  return ids;
}
