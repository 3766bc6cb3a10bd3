import { sql } from 'kysely';
import { type Database, type Tx } from '#platform/db';
import { verifyAccounts } from './accounts.ts';
import { verifyChain } from './chain.ts';
import { type KnownHeads, type OutsideHead, prepareHeads } from './heads.ts';
import { verifyHolds } from './holds.ts';
import { createNotes, type LedgerReport, type Tally } from './report.ts';

export interface VerifyOptions {
  readonly heads: {
    readonly publicKey: string;
    /** In any order, as `readHeadsFile` reads them. */
    readonly outside: AsyncIterable<OutsideHead> | Iterable<OutsideHead>;
  };
  readonly onProgress?: (tally: Readonly<Tally>) => void;
}

/**
 * Goes over the whole ledger as it is at one moment, a page at a time, and says what is wrong with it. The books stay open meanwhile;
 * only, PostgreSQL cannot clean up what this one moment can still see, so it is not for the busiest hour.
 */
export async function verifyLedger({ db }: Pick<Database, 'db'>, { heads, onProgress }: VerifyOptions): Promise<LedgerReport> {
  // Before the moment that is looked at: what is signed while we look would seem to be about blocks that are missing.
  const outside: OutsideHead[] = [];
  for await (const head of heads.outside) outside.push(head);
  const snapshot = await db.startTransaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute();
  try {
    return await verifySnapshot(snapshot, { publicKey: heads.publicKey, outside }, onProgress);
  } finally {
    await snapshot.rollback().execute();
  }
}

/** Within the caller's transaction, which should see one moment only. */
export async function verifySnapshot(
  snapshot: Tx,
  heads: KnownHeads,
  onProgress: VerifyOptions['onProgress'] = () => {},
): Promise<LedgerReport> {
  const began = performance.now();
  const notes = createNotes(onProgress);
  const { progress } = notes;
  // Without this a plan may read a table from end to end for every page of it.
  await sql`select set_config('enable_seqscan', 'off', true)`.execute(snapshot);
  const { onBlock, finish } = await prepareHeads(snapshot, notes, heads);
  await verifyChain(snapshot, { notes, onBlock, progress });
  finish();
  await verifyAccounts(snapshot, notes, progress);
  await verifyHolds(snapshot, notes, progress);
  const { findings, findingCount, tally } = notes;
  return { findings, findingCount, ...tally, seconds: (performance.now() - began) / 1_000 };
}
