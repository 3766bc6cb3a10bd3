import { type Static, Type } from 'typebox';
import { normalisePhone } from '#identity';
import { Amount, validationFailed } from '#platform/http';
import { isWalletNumber } from './number.ts';
import { type TransferRequest } from './plan-transfer.ts';
import { Metadata } from './transaction.ts';
import { walletCurrencies } from './wallet.ts';

const longestNarration = 140;

/** The recipient, in one of three ways, and the money. */
export const TransferBody = Type.Object(
  {
    amount: Amount,
    currency: Type.Optional(
      Type.Enum([...walletCurrencies], { description: 'That of your default wallet, unless you say otherwise.' }),
    ),
    wallet_number: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{12}$', maxLength: 13 })),
    email: Type.Optional(Type.String({ format: 'email', maxLength: 254 })),
    phone_number: Type.Optional(Type.String({ minLength: 7, maxLength: 30 })),
    narration: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: longestNarration,
        // Of what is invisible only the joiners: without them families and flags among the emojis fall apart, and words of some scripts.
        pattern: String.raw`^(?=.*[^\s\p{C}])(?:[^\p{C}\p{Zl}\p{Zp}]|[\u200C\u200D])+$`,
        description: 'One line that both sides see: letters, digits, signs and emojis, but nothing invisible.',
      }),
    ),
    metadata: Type.Optional(Metadata),
  },
  { additionalProperties: false },
);
export type TransferBody = Static<typeof TransferBody>;

type Named = Pick<TransferBody, 'wallet_number' | 'email' | 'phone_number'>;

/** The number or address as it came, before anything is made of it. */
export function writtenRecipient({ wallet_number, email, phone_number }: Named): string | undefined {
  return wallet_number ?? email ?? phone_number;
}

/** Refuses what names nobody or two, and a wallet number that was mistyped, before anything is looked up. */
export function readTransfer(
  body: Omit<TransferBody, 'currency'> & Partial<Pick<TransferBody, 'currency'>>,
  at = '/body',
): TransferRequest {
  const { wallet_number, email, phone_number, narration } = body;
  const to = writtenRecipient(body);
  if (to === undefined || [wallet_number, email, phone_number].filter((one) => one !== undefined).length > 1)
    throw validationFailed({
      errors: [{ path: at, message: 'must name the recipient by one of wallet_number, email, phone_number' }],
    });
  if (wallet_number !== undefined && !isWalletNumber(wallet_number))
    throw validationFailed({ errors: [{ path: `${at}/wallet_number`, message: 'is mistyped: its check digit does not fit' }] });
  return {
    ...body,
    to,
    email: email?.toLowerCase(),
    phone_number: phone_number === undefined ? undefined : normalisePhone(phone_number),
    narration: narration === undefined ? undefined : inOneSpelling(narration, at),
  };
}

/** Keyboards put letters with marks together in several ways; in one of them a narration is found again. */
function inOneSpelling(narration: string, at: string): string {
  const spelled = narration.normalize('NFC');
  // A few letters of other scripts are taken apart by it and so become longer.
  if (Array.from(spelled).length <= longestNarration) return spelled;
  throw validationFailed({
    errors: [{ path: `${at}/narration`, message: `must have at most ${longestNarration} characters` }],
  });
}
