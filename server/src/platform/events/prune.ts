import { sql } from 'kysely';
import type { Db } from '#platform/db';

const rowsAtOnce = 5_000;
const mostRounds = 200;

/** Drops events that are older than this and that every reader has seen; answers how many. What is left over goes the next time. */
export async function pruneEvents(db: Db, keepDays: number): Promise<number> {
  let pruned = 0;
  for (let round = 0; round < mostRounds; round++) {
    const { rows } = await sql<{ pruned: number }>`
      select platform.prune_events(${keepDays} * interval '1 day', ${rowsAtOnce}::int) as pruned
    `.execute(db);
    const count = rows[0]?.pruned ?? 0;
    pruned += count;
    if (count < rowsAtOnce) break;
  }
  return pruned;
}
