import { type Tx } from '#platform/db';
import { type Client } from '../client.ts';
import { enqueueLetter } from '../letters/enqueue-letter.ts';
import { type Person } from '../person.ts';
import { recordSecurityEvent } from '../security-event.ts';
import { meetDevice } from './known-devices.ts';
import { type CredentialParts, type SignedIn } from './parts.ts';

/** How somebody proved who he is. */
export type Means = 'password' | 'google' | 'apple';

/** A session for somebody who has proved who he is, with what his trail says about it and a letter when the device is a strange one. */
export async function admit(
  { sessions }: Pick<CredentialParts, 'sessions'>,
  tx: Tx,
  { person, client, by }: { readonly person: Person; readonly client: Client; readonly by: Means },
): Promise<SignedIn> {
  const issued = await sessions.start(tx, { person, client });
  const seen = { personId: person.id, client, sessionId: issued.session_id };
  await recordSecurityEvent(tx, { ...seen, kind: 'logged_in', details: { by } });
  const { isStrange } = await meetDevice(tx, person.id, client);
  if (isStrange) {
    await recordSecurityEvent(tx, { ...seen, kind: 'new_device' });
    await enqueueLetter(tx, { kind: 'new_device', personId: person.id, client });
  }
  return { person, issued };
}
