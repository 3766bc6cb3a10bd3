import { type Client } from '../client.ts';
import { enqueueLetter } from '../letters/enqueue-letter.ts';
import { refuseWeakPassword } from '../passwords/refuse-weak-password.ts';
import { normaliseEmail } from '../people/find-person.ts';
import { readName } from '../profile/name.ts';
import { normalisePhone } from '../profile/phone.ts';
import { attemptRules } from './attempts.ts';
import { meetDevice } from './known-devices.ts';
import { type CredentialParts, type SignedIn } from './parts.ts';

export interface SignUpWish {
  readonly email: string;
  readonly password: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly phone_number?: string | undefined;
  readonly referral_code?: string | undefined;
}

/** Everything that a person has from the beginning, his first session included, is there after one commit, or nothing is. */
export async function signUp(parts: CredentialParts, wish: SignUpWish, client: Client): Promise<SignedIn> {
  const email = normaliseEmail(wish.email);
  await parts.attempts.count({ rules: attemptRules.signUp, client, account: email });
  const { password, referral_code } = wish;
  const names = { first_name: readName(wish.first_name, 'first_name'), last_name: readName(wish.last_name, 'last_name') };
  const phone_number = wish.phone_number === undefined ? undefined : normalisePhone(wish.phone_number);
  refuseWeakPassword(password, { email, ...names });
  const password_hash = await parts.hasher.hash(password);

  return parts.database.transact(async (tx) => {
    const person = await parts.welcome(tx, { email, ...names, phone_number, password_hash, referral_code }, client);
    const codeId = await parts.codes.issue(tx, person, 'verify_email');
    if (codeId !== undefined) await enqueueLetter(tx, { kind: 'verify_email', personId: person.id, codeId });
    await meetDevice(tx, person.id, client);
    return { person, issued: await parts.sessions.start(tx, { person, client }) };
  });
}
