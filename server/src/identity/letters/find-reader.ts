import { sql } from 'kysely';
import { type Db } from '#platform/db';
import { type LetterOrder } from './enqueue-letter.ts';

/** To whom a letter goes, and until when the code in it is good. */
export interface Reader {
  readonly email: string;
  readonly first_name: string;
  readonly expires_at: string | null;
}

/** Nobody, when the code that the letter is about was used, replaced, or made for another address or purpose. */
export async function findReader(db: Db, { kind, person_id, code_id }: LetterOrder): Promise<Reader | undefined> {
  const codeId = code_id ?? null;
  const { rows } = await sql<Reader>`
    select people.email, people.first_name, code.expires_at
    from identity.people
    left join identity.mail_codes as code
      on code.id = ${codeId} and code.purpose = ${kind} and code.person_id = people.id and code.email = people.email
      and code.used_at is null and code.expires_at > clock_timestamp()
    where people.id = ${person_id} and (${codeId}::uuid is null or (code.id is not null and people.banned_at is null))
  `.execute(db);
  return rows[0];
}
