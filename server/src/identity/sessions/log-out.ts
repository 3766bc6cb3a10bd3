import { type Database } from '#platform/db';
import { type Client } from '../client.ts';
import { type Principal, type SessionId } from '../principal.ts';
import { sessionNotFound } from '../problems.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { type Sessions } from './sessions.ts';

export interface LogOutOptions {
  readonly database: Pick<Database, 'transact'>;
  readonly sessions: Pick<Sessions, 'end'>;
}

/** Ends the session of the request, or all. A program that signed in with a key ends those of its key and not its owner's. */
export async function logOut(
  { database, sessions }: LogOutOptions,
  { personId, sessionId, keyId }: Principal,
  client: Client,
  everywhere: boolean,
): Promise<void> {
  const because = everywhere ? 'logged_out_everywhere' : 'logged_out';
  await database.transact(async (tx) => {
    await sessions.end(tx, { personId, because, ofKey: keyId, only: everywhere ? undefined : sessionId });
    await recordSecurityEvent(tx, { personId, kind: because, client, sessionId });
  });
}

/** Signs another device out. Somebody else's session is not found. */
export async function endOneSession(
  { database, sessions }: LogOutOptions,
  { personId }: Principal,
  client: Client,
  only: SessionId,
): Promise<void> {
  await database.transact(async (tx) => {
    const ended = await sessions.end(tx, { personId, only, because: 'ended_by_person' });
    if (ended.length === 0) throw sessionNotFound();
    await recordSecurityEvent(tx, { personId, kind: 'session_ended', client, sessionId: only });
  });
}
