import { sql } from 'kysely';
import { type Db, type Tx } from '#platform/db';
import { type Id, newId } from '#platform/id';
import { type Secret } from '#platform/secret';
import { lockPerson } from '../people/lock-person.ts';
import { personColumns } from '../people/person-columns.ts';
import { type Person, type PersonId } from '../person.ts';
import { mailCodeInvalid } from '../problems.ts';
import { createTokenMint } from '../token-mint.ts';

export type MailCodeId = Id<'mail_codes'>;

export const mailPurposes = ['verify_email', 'reset_password'] as const;
export type MailPurpose = (typeof mailPurposes)[number];

const minutesOf: Readonly<Record<MailPurpose, number>> = { verify_email: 24 * 60, reset_password: 30 };

/** What a letter carries so that its reader can prove that he reads it: good once, for one purpose, for the address it was sent to. */
export interface MailCodes {
  /** Voids the one before. Nothing when this very id was issued earlier, by another delivery of the same job. */
  issue(tx: Tx, person: Pick<Person, 'id' | 'email'>, purpose: MailPurpose, id?: MailCodeId): Promise<MailCodeId | undefined>;
  /** As the letter writes it. */
  text(id: MailCodeId): string;
  /** Whose it is, while it is good. Nothing is used up. */
  owner(db: Db, text: string, purpose: MailPurpose): Promise<Person>;
  /** Uses it up: of many who try at once, one is let through. */
  redeem(tx: Tx, text: string, purpose: MailPurpose): Promise<PersonId>;
  /** None that is out there is good any more. */
  void(tx: Tx, personId: PersonId, purpose: MailPurpose): Promise<void>;
}

export function createMailCodes(secret: Secret): MailCodes {
  const mint = createTokenMint(secret);

  /** Joins a code that is still good to its owner. */
  const isGood = (text: string, purpose: MailPurpose) => sql`
    code.id = ${mint.read(text)?.id ?? null} and code.purpose = ${purpose} and code.used_at is null and code.expires_at > clock_timestamp()
    and people.id = code.person_id and people.email = code.email and people.banned_at is null`;

  async function owner(db: Db, text: string, purpose: MailPurpose): Promise<Person> {
    const { rows } = await sql<Person>`
      select ${personColumns} from identity.mail_codes as code, identity.people where ${isGood(text, purpose)}
    `.execute(db);
    if (rows[0] === undefined) throw mailCodeInvalid();
    return rows[0];
  }

  async function useUp(tx: Tx, personId: PersonId, purpose: MailPurpose, but: MailCodeId | null): Promise<void> {
    await sql`
      update identity.mail_codes set used_at = now()
      where person_id = ${personId} and purpose = ${purpose} and used_at is null and id is distinct from ${but}
    `.execute(tx);
  }

  return {
    owner,
    text: (id) => mint.make({ id, number: 0 }),
    async issue(tx, { id: personId, email }, purpose, id = newId()) {
      await lockPerson(tx, personId);
      const { rows } = await sql`
        insert into identity.mail_codes (id, person_id, purpose, email, expires_at)
        values (${id}, ${personId}, ${purpose}, ${email}, now() + ${minutesOf[purpose]} * interval '1 minute')
        on conflict (id) do nothing
        returning id
      `.execute(tx);
      if (rows.length === 0) return undefined;
      await useUp(tx, personId, purpose, id);
      return id;
    },
    async redeem(tx, text, purpose) {
      const { id: personId } = await owner(tx, text, purpose);
      await lockPerson(tx, personId);
      const { rows } = await sql`
        update identity.mail_codes as code set used_at = now() from identity.people where ${isGood(text, purpose)} returning code.id
      `.execute(tx);
      if (rows.length === 0) throw mailCodeInvalid();
      return personId;
    },
    void: (tx, personId, purpose) => useUp(tx, personId, purpose, null),
  };
}
