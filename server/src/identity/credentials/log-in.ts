import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { newId } from '#platform/id';
import { enqueue } from '#platform/jobs';
import { type Client } from '../client.ts';
import { type Hasher } from '../passwords/hasher.ts';
import { normaliseEmail } from '../people/find-person.ts';
import { lockPerson } from '../people/lock-person.ts';
import { personColumns } from '../people/person-columns.ts';
import { type Person, type PersonId } from '../person.ts';
import { credentialsWrong, hashingBusy } from '../problems.ts';
import { admit } from './admit.ts';
import { attemptRules } from './attempts.ts';
import { noteFailedLogIn, packClient } from './jobs.ts';
import { type CredentialParts, type SignedIn } from './parts.ts';

export interface PasswordGiven {
  readonly email: string;
  readonly password: string;
}

/** Up to the refusal, an address that nobody has costs the same work as a wrong password. */
export async function logIn(parts: CredentialParts, given: PasswordGiven, client: Client): Promise<SignedIn> {
  const { database, hasher, attempts } = parts;
  const email = normaliseEmail(given.email);
  const attempt = { rules: attemptRules.logIn, client, account: email };
  await attempts.count(attempt);

  const found = await findPassword(parts, email);
  const hash = found?.hash ?? undefined;
  const isRight = await hasher.verify(given.password, hash);
  if (!isRight || found === undefined || hash === undefined) {
    await noteFailure(parts, found?.id, client);
    throw credentialsWrong();
  }
  const renewed = await renew(hasher, given.password, hash);

  const signedIn = await database.transact(async (tx) => {
    const person = await confirm(tx, found);
    if (renewed !== undefined)
      await sql`update identity.people set password_hash = ${renewed} where id = ${found.id}`.execute(tx);
    return admit(parts, tx, { person, client, by: 'password' });
  });
  await attempts.forgive(attempt);
  return signedIn;
}

interface Password {
  readonly id: PersonId;
  readonly hash: string | null;
  /** When somebody chose another one; a new hash of the same one does not count. */
  readonly changed_at: string | null;
}

async function findPassword({ database }: CredentialParts, email: string): Promise<Password | undefined> {
  const { rows } = await sql<Password>`
    select id, password_hash as hash, password_changed_at as changed_at from identity.people where email = ${email}
  `.execute(database.db);
  return rows[0];
}

/** A password that was changed while the old one was being checked opens nothing. */
async function confirm(tx: Tx, { id, changed_at }: Password): Promise<Person> {
  await lockPerson(tx, id);
  const { rows } = await sql<Person>`
    select ${personColumns} from identity.people
    where id = ${id} and password_changed_at is not distinct from ${changed_at}::timestamptz
  `.execute(tx);
  if (rows[0] === undefined) throw credentialsWrong();
  return rows[0];
}

/** Today's cost for a hash of cheaper times. It can wait for the next log-in when many are at the door. */
async function renew(hasher: Hasher, password: string, hash: string): Promise<string | undefined> {
  if (!hasher.isOutdated(hash)) return undefined;
  return hasher.hash(password).catch((thrown: unknown) => {
    if (hashingBusy.is(thrown)) return undefined;
    throw thrown;
  });
}

async function noteFailure({ database }: CredentialParts, personId: PersonId | undefined, client: Client): Promise<void> {
  const data = { event_id: newId<'security_events'>(), person_id: personId ?? null, ...packClient(client) };
  await database.transact((tx) => enqueue(tx, noteFailedLogIn, data));
}
