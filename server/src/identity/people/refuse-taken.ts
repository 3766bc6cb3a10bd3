import { sqlState } from '#platform/db';
import { emailTaken, phoneNumberTaken } from '../problems.ts';

const uniqueViolation = '23505';
const refusals: Readonly<Record<string, () => Error>> = {
  people_email_key: emailTaken,
  people_phone_number_key: phoneNumberTaken,
};

/**
 * For the `catch` of a statement that writes an e-mail address or a phone number. Whether it is free is decided by the index alone, so that
 * of two who want it at once one is refused and nothing is broken.
 */
export function refuseTaken(thrown: unknown): never {
  if (sqlState(thrown) === uniqueViolation && thrown instanceof Error && 'constraint' in thrown) {
    const refusal = refusals[String(thrown.constraint)];
    if (refusal !== undefined) throw refusal();
  }
  throw thrown;
}
