import { sql } from 'kysely';

/** What makes a row of `identity.people` a `Person`. What proves who somebody is stays in the database. */
export const personColumns = sql`
  people.id, people.email, people.email_verified_at, people.phone_number, people.first_name, people.last_name, people.role, people.tier,
  people.avatar, people.referral_code, people.banned_at, people.created_at`;
