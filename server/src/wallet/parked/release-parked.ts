import { along, type Outcome, type PostCommand, problemOf, type Writer } from '#ledger';
import { type Db } from '#platform/db';
import { newId } from '#platform/id';
import { type SystemAccounts } from '../system-accounts.ts';
import { type TransactionId } from '../transaction.ts';
import { type WalletId } from '../wallet.ts';
import { findFitting, type Fitting } from './find-parked.ts';
import { recordReleases } from './record-releases.ts';

export interface ReleaseOptions {
  readonly db: Db;
  readonly writer: Pick<Writer, 'submit'>;
  readonly systemAccounts: SystemAccounts;
}

/** Lets in what waits for the wallet and fits, in the order of arrival. Answers with what came in by this very call. */
export type ReleaseParked = (wallet: WalletId) => Promise<readonly TransactionId[]>;

const perRound = 100;
const mostRounds = 20;

export function createReleases({ db, writer, systemAccounts }: ReleaseOptions): ReleaseParked {
  async function release(inflow: Fitting): Promise<Outcome> {
    const { suspense } = await systemAccounts(inflow.currency);
    return writer.submit([releaseOf(inflow, suspense)], [along(recordReleases, inflow)]);
  }

  return async (wallet) => {
    const released: TransactionId[] = [];
    for (let round = 0; round < mostRounds; round += 1) {
      const before = released.length;
      const waiting = await findFitting(db, wallet, perRound);
      // One after the other: what came first is let in first, and the next one is asked about what that has left.
      for (const inflow of waiting) {
        const outcome = await release(inflow);
        if (outcome.kind === 'refused' && !isOver(outcome)) throw problemOf(outcome);
        if (outcome.kind === 'accepted' && !outcome.replayed) released.push(inflow.transaction_id);
      }
      if (waiting.length < perRound || released.length === before) break;
    }
    return released;
  };
}

/** Under a reference of the inflow's own, so that it comes in once, whoever else lets it in at the same time and wherever he takes it from. */
function releaseOf({ transaction_id, account_id, amount }: Fitting, suspense: Fitting['account_id']): PostCommand {
  return {
    kind: 'post',
    id: newId(),
    reference: `released:${transaction_id}`,
    legs: [
      { account: suspense, amount: -amount },
      { account: account_id, amount },
    ],
  };
}

/** There is no room any more, the wallet was locked, or somebody else was faster. */
function isOver({ refusal }: Extract<Outcome, { kind: 'refused' }>): boolean {
  return (
    refusal.code === 'ceiling_exceeded' ||
    refusal.code === 'account_frozen' ||
    (refusal.code === 'posting_conflict' && refusal.by === 'reference')
  );
}
