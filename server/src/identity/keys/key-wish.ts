import { Type } from 'typebox';
import { type Permission, permissions } from '../principal.ts';
import { Lifetime } from './api-key.ts';

/** What somebody says of the key that he wants. */
export const KeyWish = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, pattern: String.raw`^(?=.*\S)[^\p{C}\p{Zl}\p{Zp}]+$` }),
    permissions: Type.Array(Type.Enum([...permissions]), { minItems: 1, maxItems: permissions.length, uniqueItems: true }),
    expiry: Lifetime,
    allowed_addresses: Type.Optional(
      Type.Array(Type.String({ maxLength: 49 }), {
        minItems: 1,
        maxItems: 20,
        description: 'Addresses and networks, such as `192.0.2.7` or `2001:db8::/32`, from which alone the key may be used.',
      }),
    ),
  },
  { additionalProperties: false },
);

export interface KeyWish {
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly expiry: Lifetime;
  readonly allowed_addresses?: readonly string[];
}
