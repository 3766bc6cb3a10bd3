import { type Db } from '#platform/db';
import { type Sealable } from './canonical.ts';
import { type Place, readRange } from './read-postings.ts';

/** Reads on in the order of the chain, so many postings at a time. */
export type Gather = (db: Db, after: Place, until: number, most: number) => Promise<readonly Sealable[]>;

/** How many transactions to look through at once. It adapts, because transactions of one posting and of a thousand both occur. */
const firstSpan = 1_000;
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export function createGatherer(): Gather {
  let span = firstSpan;
  return async (db, start, until, most) => {
    const found: Sealable[] = [];
    let after = start;
    while (found.length < most && after.batch < until) {
      const bound = Math.min(after.batch + span, until);
      const wanted = most - found.length;
      const postings = await readRange(db, { after, until: bound }, wanted);
      found.push(...postings);
      if (postings.length === wanted) {
        span = Math.max(1, 2 * ((postings.at(-1)?.batch ?? bound) - after.batch));
        return found;
      }
      if (bound === until) return found;
      span *= 2;
      after = { batch: bound - 1, id: lastId };
    }
    return found;
  };
}
