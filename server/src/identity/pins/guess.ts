import { sql } from 'kysely';
import { type Database, type Db, type Tx } from '#platform/db';
import { type PersonId } from '../person.ts';
import { pinLocked, pinNotSet } from '../problems.ts';

/** A try that has been counted and may now be looked at. */
export interface Guess {
  readonly hash: string;
  readonly tries: number;
  readonly locks: number;
}

export const mostTries = 5;
const mostLocks = 1_000;

/**
 * Counts the try before anybody looks at it: of any number that come together, through any number of processes, five pass. The fifth locks
 * the PIN as it is counted, for 15 minutes, 30, and so on up to a day; if it was right, `confirmGuess` opens it again.
 */
export async function countGuess({ db, transact }: Pick<Database, 'db' | 'transact'>, personId: PersonId): Promise<Guess> {
  await refuseIfLocked(db, personId);
  const { rows } = await transact((tx) =>
    sql<Guess>`
      update identity.pins
      set
        tries = case when locked_until is null then tries + 1 else 1 end,
        locks = case when locked_until is null and tries + 1 = ${mostTries} then least(locks + 1, ${mostLocks}) else locks end,
        locked_until = case
          when locked_until is null and tries + 1 = ${mostTries}
          then now() + least(interval '15 minutes' * power(2, least(locks, 10)), interval '1 day')
        end
      where person_id = ${personId} and coalesce(locked_until <= now(), true)
      returning hash, tries, locks
    `.execute(tx),
  );
  if (rows[0] !== undefined) return rows[0];
  await refuseIfLocked(db, personId);
  // Locked and opened again, both in between.
  throw pinLocked({ retryAfterSeconds: 1 });
}

/** After the right PIN everything is forgotten, unless others have locked it meanwhile. False if it is not the PIN any more. */
export async function confirmGuess(tx: Tx, personId: PersonId, { hash, locks }: Guess): Promise<boolean> {
  const { rows } = await sql`
    update identity.pins
    set
      tries = case when locks = ${locks} then 0 else tries end,
      locked_until = case when locks = ${locks} then null else locked_until end,
      locks = case when locks = ${locks} then 0 else locks end
    where person_id = ${personId} and hash = ${hash}
    returning person_id
  `.execute(tx);
  return rows.length > 0;
}

/** For a try that nobody could look at: it was not wrong. */
export async function giveBackGuess(tx: Tx, personId: PersonId, { tries, locks }: Guess): Promise<void> {
  const before = tries === mostTries ? locks - 1 : locks;
  await sql`
    update identity.pins set tries = tries - 1, locks = ${before}, locked_until = null
    where person_id = ${personId} and locks = ${locks} and tries > 0
  `.execute(tx);
}

/** Where no further try is counted. */
export async function refuseIfLocked(db: Db, personId: PersonId): Promise<void> {
  const { rows } = await sql<{ locked_until: string | null; seconds: number | null }>`
    select locked_until, ceil(extract(epoch from locked_until - now()))::int as seconds
    from identity.pins where person_id = ${personId}
  `.execute(db);
  const [pin] = rows;
  if (pin === undefined) throw pinNotSet();
  const { seconds, locked_until } = pin;
  if (seconds !== null && seconds > 0) throw pinLocked({ retryAfterSeconds: seconds, members: { locked_until } });
}
