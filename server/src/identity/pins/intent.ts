import { type Static, Type } from 'typebox';
import { Amount, Currency, Uuid } from '#platform/http';
import { hashBody } from '#platform/once';
import { Lifetime } from '../keys/api-key.ts';
import { KeyWish } from '../keys/key-wish.ts';

const PaymentIntent = Type.Object(
  {
    action: Type.String({
      pattern: '^[a-z_]+$',
      maxLength: 40,
      description: 'What will be done: `transfer`, `withdrawal`, `airtime`, `contribution`.',
    }),
    amount: Amount,
    currency: Currency,
    to: Type.String({
      minLength: 1,
      maxLength: 320,
      description: 'Who will receive it, written exactly as in the payment: a wallet number, a bank account, a phone number.',
    }),
  },
  { additionalProperties: false, $id: 'PaymentIntent' },
);
export type PaymentIntent = Static<typeof PaymentIntent>;

/** The key as it will be asked for. */
const NewKeyIntent = Type.Object(
  { action: Type.Literal('create_api_key'), ...KeyWish.properties },
  { additionalProperties: false, $id: 'NewApiKeyIntent' },
);

const RollOverIntent = Type.Object(
  { action: Type.Literal('roll_over_api_key'), id: Uuid, expiry: Lifetime },
  { additionalProperties: false, $id: 'ApiKeyRollOverIntent' },
);

/** One payment or one API key, before it is made: what its PIN token is good for, and for nothing else. */
export const Intent = Type.Union([PaymentIntent, NewKeyIntent, RollOverIntent]);
export type Intent = Static<typeof Intent>;

/** Equal for equal intents, whatever order their members have; of a payment, members of any other name do not count. */
export function hashIntent(intent: Intent): Buffer {
  if (!('amount' in intent)) return hashBody(intent);
  const { action, amount, currency, to } = intent;
  return hashBody({ action, amount, currency, to });
}
