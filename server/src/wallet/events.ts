import { Type } from 'typebox';
import { defineEvent } from '#platform/events';

/** A transaction is there, or has another status. Its subject is the transaction; `people` are those who see it. */
export const transactionUpdated = defineEvent(
  'transaction.updated',
  Type.Object({
    reference: Type.String(),
    type: Type.String(),
    status: Type.String(),
    amount: Type.Integer(),
    currency: Type.String(),
    people: Type.Array(Type.String()),
  }),
);

/** A wallet was opened, paused, resumed, locked or unlocked, is the default one, has other limits, or got money that had waited. Its subject is the wallet, its owner the person. */
export const walletUpdated = defineEvent('wallet.updated', Type.Object({ change: Type.String() }));

/** Money for a wallet waits because there is no room for it. Its subject is the transaction, its owner the receiver. */
export const inflowParked = defineEvent(
  'wallet.inflow_parked',
  Type.Object({ wallet_id: Type.String(), amount: Type.Integer(), currency: Type.String() }),
);
