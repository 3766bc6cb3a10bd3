import { newId } from '#platform/id';
import { enqueue } from '#platform/jobs';
import { type Client } from '../client.ts';
import { findPerson, normaliseEmail } from '../people/find-person.ts';
import { attemptRules } from './attempts.ts';
import { packClient, sendMailCode } from './jobs.ts';
import { type MailCodeId, type MailPurpose } from './mail-codes.ts';
import { type CredentialParts } from './parts.ts';

/** For a forgotten password, or for a letter that never came. Whether there is an account, only its owner learns, from his mailbox. */
export async function askForMailCode(
  { database, attempts }: CredentialParts,
  given: { readonly email: string; readonly purpose: MailPurpose },
  client: Client,
): Promise<void> {
  const email = normaliseEmail(given.email);
  await attempts.count({ rules: attemptRules.letter, client, account: email });
  const person = await findPerson(database.db, { email });
  const code_id: MailCodeId = newId();
  const data = { code_id, person_id: person?.id ?? null, purpose: given.purpose, ...packClient(client) };
  await database.transact((tx) => enqueue(tx, sendMailCode, data));
}
