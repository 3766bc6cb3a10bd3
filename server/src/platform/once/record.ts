import { sql } from 'kysely';
import { sqlState, type Tx } from '#platform/db';
import { idempotencyInProgress, idempotencyKeyExpired, idempotencyKeyReused } from './problems.ts';

/** A row of `platform.idempotency_keys`, as far as it is written. */
export interface IdempotencyKey {
  readonly caller: string;
  readonly key: string;
  readonly route: string;
  readonly body_hash: Buffer;
}

/** What a row of `platform.idempotency_answers` says. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A key that was used before, and its answer while that is kept. */
export interface Recalled extends Pick<IdempotencyKey, 'route' | 'body_hash'> {
  readonly status: number | null;
  readonly body: string | null;
}

interface Turn {
  /** Nobody else is running this very request. */
  readonly is_alone: boolean;
  /** The key is ours from here on, if this transaction commits. */
  readonly is_claimed: boolean;
}

const lockNotAvailable = '55P03';

/**
 * Claims the key for this transaction, or answers with what was recorded for it. The row's uniqueness is the only guard; the advisory locks
 * before it say without waiting that somebody is at it, and the first of them whether it is with the same request.
 */
export async function claimOrRecall(tx: Tx, wanted: IdempotencyKey): Promise<Answer | undefined> {
  const { is_alone, is_claimed } = await claim(tx, wanted);
  if (is_claimed) return undefined;
  const recorded = await recall(tx, wanted);
  if (recorded !== undefined) return recorded;
  throw is_alone ? idempotencyKeyReused() : idempotencyInProgress({ retryAfterSeconds: 1 });
}

async function claim(tx: Tx, { caller, key, route, body_hash }: IdempotencyKey): Promise<Turn> {
  const { rows } = await sql<Turn>`
    with alone as materialized (
      select pg_try_advisory_xact_lock(
        hashtextextended(concat_ws(' ', 'once', ${caller}::text, ${key}::text, ${route}::text, encode(${body_hash}::bytea, 'hex')), 0)
      ) as yes
    ),
    turn as materialized (
      select case when yes then pg_try_advisory_xact_lock(hashtextextended(concat_ws(' ', 'once', ${caller}::text, ${key}::text), 0)) end as yes
      from alone
    ),
    claimed as (
      insert into platform.idempotency_keys (caller, key, route, body_hash)
      select ${caller}, ${key}, ${route}, ${body_hash}::bytea from turn where yes
      on conflict do nothing
      returning key
    )
    select alone.yes as is_alone, exists (select from claimed) as is_claimed from alone`
    .execute(tx)
    .catch((thrown: unknown) => {
      throw sqlState(thrown) === lockNotAvailable ? idempotencyInProgress({ retryAfterSeconds: 1, cause: thrown }) : thrown;
    });
  const [turn] = rows;
  if (turn === undefined) throw new Error('the claim of an idempotency key was not answered');
  return turn;
}

async function recall(tx: Tx, wanted: IdempotencyKey): Promise<Answer | undefined> {
  const { rows } = await sql<Recalled>`
    select known.route, known.body_hash, answer.status, answer.body
    from platform.idempotency_keys known
    left join platform.idempotency_answers answer using (caller, key)
    where caller = ${wanted.caller} and key = ${wanted.key}`.execute(tx);
  return rows[0] && answerOf(rows[0], wanted);
}

/** What is recorded for a key, as the answer to this very request or as the reason why there is none. */
export function answerOf({ route, body_hash, status, body }: Recalled, wanted: IdempotencyKey): Answer {
  if (route !== wanted.route || !body_hash.equals(wanted.body_hash)) throw idempotencyKeyReused();
  if (status === null || body === null) throw idempotencyKeyExpired();
  return { status, body };
}

export async function remember(tx: Tx, { caller, key }: IdempotencyKey, { status, body }: Answer): Promise<void> {
  await sql`
    insert into platform.idempotency_answers (caller, key, status, body)
    values (${caller}, ${key}, ${status}, ${body})`.execute(tx);
}
