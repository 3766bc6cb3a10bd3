import { createHash } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { type PinSpending } from '#identity';
import { validationFailed } from '#platform/http';
import { Problem } from '#platform/problem';
import { type TransferRequest } from '../plan-transfer.ts';
import { readTransfer, TransferBody, writtenRecipient } from '../read-transfer.ts';
import { type WalletCurrency, walletCurrencies } from '../wallet.ts';
import { mostAtOnce, mostLines } from './bulk-transfer.ts';

export const BulkBody = Type.Object(
  {
    atomic: Type.Boolean({ default: false, description: `All of them or none; for at most ${mostAtOnce} transfers.` }),
    currency: Type.Optional(
      Type.Enum([...walletCurrencies], { description: 'Of all of them: that of your default wallet, unless you say otherwise.' }),
    ),
    transfers: Type.Array(Type.Omit(TransferBody, ['currency'], { additionalProperties: false }), {
      minItems: 1,
      maxItems: mostLines,
    }),
  },
  { additionalProperties: false },
);
export type BulkBody = Static<typeof BulkBody>;

export interface BulkLine {
  readonly to: string;
  readonly amount: number;
  /** Or why there can be no such transfer. */
  readonly transfer: TransferRequest | Problem;
}

export interface BulkRequest {
  readonly isAtomic: boolean;
  readonly currency: WalletCurrency | undefined;
  readonly lines: readonly BulkLine[];
  readonly amount: number;
}

/** As many places as the schema tells of. */
const mostErrors = 20;

/** Refuses as a whole what could not even be read, with the places, all at once; what merely cannot be carried out is the outcome of its line. */
export function readBulk({ atomic, currency, transfers }: BulkBody): BulkRequest {
  if (atomic && transfers.length > mostAtOnce)
    throw validationFailed({
      errors: [{ path: '/body/transfers', message: `must have at most ${mostAtOnce} items to be atomic` }],
    });
  const lines = transfers.map((body, index): BulkLine => {
    return { to: writtenRecipient(body) ?? '', amount: body.amount, transfer: readLine(body, index) };
  });
  const unreadable = lines.flatMap(({ transfer }) => (validationFailed.is(transfer) ? (transfer.details.errors ?? []) : []));
  if (unreadable.length > 0) throw validationFailed({ errors: unreadable.slice(0, mostErrors) });
  const amount = transfers.reduce((sum, line) => sum + line.amount, 0);
  if (!Number.isSafeInteger(amount))
    throw validationFailed({ errors: [{ path: '/body/transfers', message: 'add up to more than can be counted' }] });
  return { isAtomic: atomic, currency, lines, amount };
}

function readLine(body: BulkBody['transfers'][number], index: number): TransferRequest | Problem {
  try {
    return readTransfer(body, `/body/transfers/${index}`);
  } catch (thrown) {
    if (thrown instanceof Problem) return thrown;
    throw thrown;
  }
}

/** What a person confirms with his PIN: the sum, and by a digest every recipient as he is written, with his amount. */
export function bulkIntent({ lines, amount }: BulkRequest, currency: WalletCurrency): PinSpending['intent'] {
  const text = lines.map((line) => `${line.to} ${line.amount}\n`).join('');
  return { action: 'bulk_transfer', amount, currency, to: createHash('sha256').update(text).digest('hex') };
}

export const intentDescription =
  'People who have set a PIN send the `X-Pin-Token` of an intent with the action `bulk_transfer`, the sum as `amount`, and as `to` the SHA-256, in hexadecimal, of one line for each transfer: its recipient as written, a space, its amount, a line feed.';
