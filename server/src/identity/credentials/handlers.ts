import { type Database } from '#platform/db';
import { type Id } from '#platform/id';
import { type Jobs } from '#platform/jobs';
import { enqueueLetter } from '../letters/enqueue-letter.ts';
import { findPerson } from '../people/find-person.ts';
import { type PersonId } from '../person.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { noteFailedLogIn, sendMailCode, unpackClient } from './jobs.ts';
import { type MailCodeId, type MailCodes } from './mail-codes.ts';

export interface CredentialWork {
  readonly jobs: Pick<Jobs, 'handle'>;
  readonly database: Pick<Database, 'transact'>;
  readonly codes: MailCodes;
}

/** What was asked for without looking whether there is anybody to do it for. Each is done once, by the id that came with it. */
export function handleCredentialJobs({ jobs, database, codes }: CredentialWork): void {
  jobs.handle(sendMailCode, async ({ code_id, person_id, purpose, ...client }) => {
    if (person_id === null) return;
    await database.transact(async (tx) => {
      const person = await findPerson(tx, { id: person_id as PersonId });
      if (person === undefined || person.banned_at !== null) return;
      if (purpose === 'verify_email' && person.email_verified_at !== null) return;
      const codeId = await codes.issue(tx, person, purpose, code_id as MailCodeId);
      if (codeId === undefined) return;
      if (purpose === 'reset_password')
        await recordSecurityEvent(tx, { personId: person.id, kind: 'password_reset_requested', client: unpackClient(client) });
      await enqueueLetter(tx, { kind: purpose, personId: person.id, codeId });
    });
  });

  jobs.handle(noteFailedLogIn, async ({ event_id, person_id, ...client }) => {
    if (person_id === null) return;
    await database.transact((tx) =>
      recordSecurityEvent(tx, {
        id: event_id as Id<'security_events'>,
        personId: person_id as PersonId,
        kind: 'log_in_failed',
        client: unpackClient(client),
      }),
    );
  });
}
