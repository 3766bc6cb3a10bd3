import { sql } from 'kysely';
import { record } from '#platform/events';
import { type Client } from '../client.ts';
import { personChanged } from '../events.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { attemptRules } from './attempts.ts';
import { type CredentialParts } from './parts.ts';

export async function verifyEmail(parts: CredentialParts, code: string, client: Client): Promise<void> {
  await parts.attempts.count({ rules: attemptRules.mailCode, client });
  await parts.database.transact(async (tx) => {
    const personId = await parts.codes.redeem(tx, code, 'verify_email');
    await sql`
      update identity.people set email_verified_at = coalesce(email_verified_at, now()), updated_at = now() where id = ${personId}
    `.execute(tx);
    await recordSecurityEvent(tx, { personId, kind: 'email_verified', client });
    await record(tx, personChanged, { subject: personId, owner: personId, data: { person_id: personId } });
  });
}
