import { type Static, Type } from 'typebox';
import { type Id } from '#platform/id';
import { Nullable, Timestamp, Uuid } from '#platform/http';

export type PersonId = Id<'people'>;

export const roles = ['user', 'support', 'admin'] as const;
export type Role = (typeof roles)[number];

/** A row of `identity.people`, but for what proves who somebody is. */
export interface Person {
  readonly id: PersonId;
  readonly email: string;
  readonly email_verified_at: string | null;
  readonly phone_number: string | null;
  readonly first_name: string;
  readonly last_name: string;
  readonly role: Role;
  readonly tier: number;
  readonly avatar: string | null;
  readonly referral_code: string;
  readonly banned_at: string | null;
  readonly created_at: string;
}

/** A person as he sees himself. */
export const User = Type.Object(
  {
    id: Uuid,
    email: Type.String({ format: 'email' }),
    email_verified: Type.Boolean(),
    phone_number: Nullable(Type.String()),
    first_name: Type.String(),
    last_name: Type.String(),
    role: Type.Enum([...roles]),
    tier: Type.Integer({ minimum: 1, maximum: 3, description: 'How well we know who you are; higher tiers have higher limits.' }),
    avatar_url: Nullable(Type.String()),
    referral_code: Type.String({ description: 'For friends: who signs up with it is remembered as yours.' }),
    created_at: Timestamp,
  },
  { $id: 'User' },
);
export type User = Static<typeof User>;
