import { sql } from 'kysely';
import { type Db } from '#platform/db';
import { newId } from '#platform/id';
import { type Along } from './along.ts';
import { type HoldRow } from './posting.ts';
import { type Writer } from './writer.ts';

export interface ExpiryOptions {
  readonly db: Db;
  readonly writer: Pick<Writer, 'submit'>;
  /** What else has to happen when a hold ends in this way. */
  readonly alongOf?: (hold: HoldRow) => readonly Along[];
}

const holdsPerRound = 500;
const mostRounds = 20;

/** Gives back what holds past their time still keep; answers with how many. Any number of processes may do it at once. */
export async function releaseExpired({ db, writer, alongOf = () => [] }: ExpiryOptions): Promise<number> {
  let released = 0;
  for (let round = 0; round < mostRounds; round++) {
    const holds = await findExpired(db);
    const outcomes = await Promise.all(holds.map((hold) => writer.submit([releaseOf(hold)], alongOf(hold))));
    released += outcomes.filter((outcome) => outcome.kind === 'accepted' && !outcome.replayed).length;
    if (holds.length < holdsPerRound) break;
  }
  return released;
}

async function findExpired(db: Db): Promise<readonly HoldRow[]> {
  const { rows } = await sql<HoldRow>`
    select id, account_id, amount, captured, released, expires_at, state
    from ledger.holds
    where due_at <= clock_timestamp()
    order by due_at
    limit ${holdsPerRound}
  `.execute(db);
  return rows;
}

/** Under a reference of the hold's own, so that two processes that find the same hold release it once. */
function releaseOf({ id: hold }: HoldRow) {
  return {
    kind: 'release' as const,
    id: newId<'postings'>(),
    reference: `hold-expired:${hold}`,
    hold,
    because: 'expired' as const,
  };
}
