import { type Person, type User } from '../person.ts';

/** A person as he sees himself. */
export function presentPerson(person: Person, publicUrl: string): User {
  const { id, email, phone_number, first_name, last_name, role, tier, referral_code, created_at } = person;
  return {
    id,
    email,
    email_verified: person.email_verified_at !== null,
    phone_number,
    first_name,
    last_name,
    role,
    tier,
    avatar_url: person.avatar === null ? null : `${publicUrl}/api/v1/avatars/${person.avatar}`,
    referral_code,
    created_at,
  };
}
