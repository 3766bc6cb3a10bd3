import { defineProblem } from '#platform/problem';

export const walletNotFound = defineProblem('wallet_not_found', 'not_found', 'There is no such wallet.');
export const walletExists = defineProblem('wallet_exists', 'conflict', 'There is a wallet in this currency already.');
export const walletLocked = defineProblem(
  'wallet_locked',
  'locked',
  'This wallet is locked; nothing leaves it until support has looked at it.',
);
export const walletInactive = defineProblem(
  'wallet_inactive',
  'forbidden',
  'This wallet is paused by its owner; resume it first.',
);
export const recipientNotFound = defineProblem(
  'recipient_not_found',
  'not_found',
  'Nobody can be paid under this number or address.',
);
export const selfTransfer = defineProblem('self_transfer', 'unprocessable', 'Money is not sent to oneself.');
export const amountTooSmall = defineProblem(
  'amount_too_small',
  'unprocessable',
  'This is less than the smallest amount that can be sent.',
);
export const limitExceeded = defineProblem(
  'limit_exceeded',
  'unprocessable',
  'This is more than the limits of this wallet allow.',
);
export const transactionNotFound = defineProblem('transaction_not_found', 'not_found', 'There is no such transaction.');
export const bulkTransferNotFound = defineProblem('bulk_transfer_not_found', 'not_found', 'There is no such bulk transfer.');
export const bulkTransferRefused = defineProblem(
  'bulk_transfer_refused',
  'unprocessable',
  'One of the transfers cannot be made, so none was.',
);
export const statementTooLong = defineProblem('statement_too_long', 'invalid', 'This is more than one statement can cover.');
export const overrideRefused = defineProblem('override_refused', 'unprocessable', 'This limit is not lifted like that.');
export const tooManyLookUps = defineProblem(
  'too_many_lookups',
  'too_many',
  'You have looked up as many wallets as one person may in a day.',
);
export const statementsBusy = defineProblem(
  'statements_busy',
  'too_many',
  'Too many statements are being written at this moment; try again shortly.',
);
