import { type Static, Type } from 'typebox';
import { Amount, Currency } from '#platform/http';
import { hashBody } from '#platform/once';

/** One payment, before it is made: what its PIN token is good for, and for nothing else. */
export const Intent = Type.Object(
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
export type Intent = Static<typeof Intent>;

/** Equal for equal intents, whatever order their members have; members of any other name do not count. */
export function hashIntent({ action, amount, currency, to }: Intent): Buffer {
  return hashBody({ action, amount, currency, to });
}
