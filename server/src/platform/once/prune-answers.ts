import { sql } from 'kysely';
import type { Database } from '#platform/db';

const batch = 1_000;
const mostBatches = 1_000;

/** Drops the answers that are older than 30 days, in short transactions; answers with how many. Their keys stay used for ever. */
export async function pruneAnswers({ transact }: Pick<Database, 'transact'>): Promise<number> {
  let dropped = 0;
  for (let round = 0; round < mostBatches; round++) {
    const { numAffectedRows = 0n } = await transact((tx) =>
      sql`
        delete from platform.idempotency_answers
        where (caller, key) in (
          select caller, key from platform.idempotency_answers
          where answered_at < now() - interval '30 days'
          order by answered_at
          limit ${batch}
        )`.execute(tx),
    );
    dropped += Number(numAffectedRows);
    if (numAffectedRows < batch) break;
  }
  return dropped;
}
