import { Type } from 'typebox';
import { type Overview } from '#identity';
import { type Db } from '#platform/db';
import { Amount, Nullable, Timestamp, Uuid } from '#platform/http';
import { findWallet, presentWallet } from '../queries.ts';
import { Transaction } from '../transaction.ts';
import { Wallet } from '../wallet.ts';
import { listTransactions } from './list-transactions.ts';

const recent = 5;
const Due = Nullable(Type.Object({ circle_id: Uuid, amount: Amount, date: Timestamp }));

/** What wallets have to say on a person's first page. What there is to say about saving is nothing, until there are circles. */
export function walletOverview(db: Db): Overview {
  return {
    actions: [],
    sections: [
      { name: 'total_saved', schema: Type.Integer({ minimum: 0 }), read: async () => 0 },
      { name: 'next_payout', schema: Due, read: async () => null },
      { name: 'next_contribution', schema: Due, read: async () => null },
      {
        name: 'wallet',
        schema: Wallet,
        read: async (personId) => {
          const wallet = await findWallet(db, personId);
          if (wallet === undefined) throw new Error(`the person ${personId} has no wallet`);
          return presentWallet(wallet);
        },
      },
      {
        name: 'recent_transactions',
        schema: Type.Array(Transaction),
        read: async (personId) => (await listTransactions(db, personId, { limit: recent })).data,
      },
    ],
  };
}
