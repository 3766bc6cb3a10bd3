import { sql } from 'kysely';
import { type Tx } from '#platform/db';
import { newId } from '#platform/id';
import { type Person, type PersonId, type Role } from '../person.ts';
import { referralCodeUnknown } from '../problems.ts';
import { normaliseEmail } from './find-person.ts';
import { personColumns } from './person-columns.ts';
import { drawReferralCode, normaliseReferralCode } from './referral-code.ts';
import { refuseTaken } from './refuse-taken.ts';

export interface NewPerson {
  readonly email: string;
  /** Whether somebody we trust has seen that the address is his. */
  readonly email_verified?: boolean | undefined;
  readonly first_name: string;
  readonly last_name: string;
  /** In E.164. */
  readonly phone_number?: string | undefined;
  /** Absent for whoever signs in with Google or Apple. */
  readonly password_hash?: string | undefined;
  readonly role?: Role | undefined;
  /** The code of whoever brought him, as it was typed. */
  readonly referral_code?: string | undefined;
}

/** Among a thousand million people one draw in a thousand meets a code that is taken; five in a row never do. */
const draws = 5;

/** The row alone. Whoever signs somebody up uses `createWelcome`, which does everything that goes with it. */
export async function createPerson(tx: Tx, wanted: NewPerson): Promise<Person> {
  const referrer = wanted.referral_code === undefined ? undefined : await findReferrer(tx, wanted.referral_code);
  for (let draw = 1; draw <= draws; draw++) {
    const person = await insert(tx, wanted, referrer).catch(refuseTaken);
    if (person !== undefined) return person;
  }
  throw new Error('no referral code could be found that is not taken');
}

async function insert(tx: Tx, wanted: NewPerson, referrer: PersonId | undefined): Promise<Person | undefined> {
  const { email, email_verified = false, first_name, last_name, phone_number, password_hash, role = 'user' } = wanted;
  const { rows } = await sql<Person>`
    insert into identity.people (
      id, email, email_verified_at, first_name, last_name, phone_number, password_hash, role, referral_code, referred_by
    )
    values (
      ${newId<'people'>()}, ${normaliseEmail(email)}, case when ${email_verified}::boolean then now() end, ${first_name}, ${last_name},
      ${phone_number ?? null}, ${password_hash ?? null}, ${role}, ${drawReferralCode()}, ${referrer ?? null}
    )
    on conflict (referral_code) do nothing
    returning ${personColumns}
  `.execute(tx);
  return rows[0];
}

async function findReferrer(tx: Tx, typed: string): Promise<PersonId> {
  const { rows } = await sql<{ id: PersonId }>`
    select id from identity.people where referral_code = ${normaliseReferralCode(typed)} and banned_at is null
  `.execute(tx);
  if (rows[0] === undefined) throw referralCodeUnknown();
  return rows[0].id;
}
