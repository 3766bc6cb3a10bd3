import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import {
  byteaArray,
  databaseUnavailable,
  type Db,
  gather,
  outcomeUnknown,
  send,
  smallintArray,
  sqlState,
  textArray,
  type Tx,
} from '#platform/db';
import { Problem } from '../problem.ts';
import { createRecent } from '#platform/recent';
import { hashBody } from './canonical.ts';
import type { Once } from './create-once.ts';
import { isDecided } from './decided.ts';
import { idempotencyInProgress, idempotencyKeyReused } from './problems.ts';
import { type Answer, answerOf, type IdempotencyKey, type Recalled } from './record.ts';
import { identityOf, type Outcome, sendAnswer } from './route.ts';

/** A key and the answer that it has from now on. */
export interface Kept {
  readonly identity: IdempotencyKey;
  readonly answer: Answer;
}

/** Has the answer kept, by `keepAnswers`, in the transaction of its effect. If the key was taken, nothing of it may stay. */
export type Work = (identity: IdempotencyKey, serialise: (outcome: Outcome) => Answer) => Promise<Answer>;

/** For effects that share a commit with those of other requests, such as the ledger's: their keys are looked up and kept many at a time. */
export interface OnceTogether {
  /**
   * Does the work of a request once for its key. A refusal that decides is kept too, in a transaction of its own, since there is no effect
   * that it could be separated from.
   */
  answer(request: FastifyRequest, reply: FastifyReply, work: Work): Promise<void>;
}

export interface OnceTogetherOptions {
  readonly db: Db;
  readonly once: Once;
  /** How many keys to remember as used: copies of their requests are answered before any work is done. */
  readonly rememberedKeys?: number;
  /** Whether to begin with looking keys up: the process before this one may have left callers without an answer, who will ask again. */
  readonly isWary?: boolean;
}

/** For how long every key is looked up first when there may be copies: after a start, and once one was found out by its work alone. */
const wariness = 10_000;

/**
 * Nearly all keys are new, so none is looked up but those that were used here before: the work itself finds out, by failing as a whole, that
 * its key was taken. As that costs those who share its commit a second attempt, it is not left to chance when copies are about.
 */
export function createOnceTogether({ db, once, rememberedKeys = 50_000, isWary = true }: OnceTogetherOptions): OnceTogether {
  const lookUp = gather((wanted: readonly IdempotencyKey[]) => recallAll(db, wanted));
  const running = new Map<string, IdempotencyKey>();
  const used = createRecent<string, true>(rememberedKeys);
  let waryUntil = isWary ? performance.now() + wariness : 0;

  function mayBeCopy(name: string): boolean {
    const isUsed = used.get(name) === true;
    used.set(name, true);
    return isUsed || performance.now() < waryUntil;
  }

  async function recall(wanted: IdempotencyKey): Promise<Answer | undefined> {
    const recalled = await lookUp(wanted);
    return recalled && answerOf(recalled, wanted);
  }

  return {
    async answer(request, reply, work) {
      const { body, ...asked } = identityOf(request);
      const identity = { ...asked, body_hash: hashBody(body) };
      const name = nameOf(identity);
      const first = running.get(name);
      if (first !== undefined)
        throw isSame(first, identity) ? idempotencyInProgress({ retryAfterSeconds: 1 }) : idempotencyKeyReused();
      running.set(name, identity);
      try {
        const earlier = mayBeCopy(name) ? await recall(identity) : undefined;
        if (earlier !== undefined) return await sendAnswer(reply, { ...earlier, replayed: true });
        const serialise = ({ status, payload }: Outcome) => ({ status, body: textOf(reply.code(status).serialize(payload)) });
        const answer = await work(identity, serialise).catch(async (thrown: unknown) => {
          if (isDecided(thrown)) return once({ ...asked, body }, () => Promise.reject(thrown));
          if (!mayBeAnswered(thrown)) throw thrown;
          if (isKeyTaken(thrown)) waryUntil = performance.now() + wariness;
          const faster = await recall(identity).catch((failure: unknown) => {
            throw databaseUnavailable.is(failure) ? thrown : failure;
          });
          if (faster !== undefined) return { ...faster, replayed: true };
          throw isKeyTaken(thrown) ? idempotencyInProgress({ retryAfterSeconds: 1, cause: thrown }) : thrown;
        });
        await sendAnswer(reply, { replayed: false, ...answer });
      } finally {
        running.delete(name);
      }
    },
  };
}

/** Failures behind which there may be an answer: of another process that was faster, and used up what this copy lacks, or of ourselves. */
function mayBeAnswered(thrown: unknown): boolean {
  return isKeyTaken(thrown) || outcomeUnknown.is(thrown) || (thrown instanceof Problem && thrown.kind === 'unconfirmed');
}

function isSame(one: IdempotencyKey, other: IdempotencyKey): boolean {
  return one.route === other.route && one.body_hash.equals(other.body_hash);
}

/**
 * Keeps the answers in the transaction of their effects. If a key was taken, the transaction fails, here or at its next statement, and
 * with it all of them: then it is for the caller to find out whose key it was.
 */
export async function keepAnswers(tx: Tx, kept: readonly Kept[]): Promise<void> {
  if (kept.length === 0) return;
  // In the order of the keys: two transactions that want the same ones do not wait for each other in a circle.
  const inOrder = kept
    .map((one) => ({ ...one, name: nameOf(one.identity) }))
    .toSorted((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
  const statement = sql`
    with kept as (
      select *
      from unnest(
        ${textArray(inOrder.map(({ identity }) => identity.caller))}::text[],
        ${textArray(inOrder.map(({ identity }) => identity.key))}::text[],
        ${textArray(inOrder.map(({ identity }) => identity.route))}::text[],
        ${byteaArray(inOrder.map(({ identity }) => identity.body_hash.toString('hex')))}::bytea[],
        ${smallintArray(inOrder.map(({ answer }) => answer.status))}::smallint[],
        ${textArray(inOrder.map(({ answer }) => answer.body))}::text[]
      ) as k (caller, key, route, body_hash, status, body)
    ),
    claimed as (
      insert into platform.idempotency_keys (caller, key, route, body_hash)
      select caller, key, route, body_hash from kept
      returning caller, key
    )
    -- After the keys, as everybody does it: in the other order two copies could wait for each other.
    insert into platform.idempotency_answers (caller, key, status, body)
    select caller, key, status, body from kept join claimed using (caller, key)
  `;
  await send(tx, statement);
}

/** Another request was faster with the same key. Nothing of this one may stay. */
function isKeyTaken(thrown: unknown): boolean {
  const constraint: unknown = thrown instanceof Error && 'constraint' in thrown ? thrown.constraint : undefined;
  return sqlState(thrown) === '23505' && constraint === 'idempotency_keys_pkey';
}

function nameOf({ caller, key }: IdempotencyKey): string {
  return `${caller} ${key}`;
}

async function recallAll(db: Db, wanted: readonly IdempotencyKey[]): Promise<readonly (Recalled | undefined)[]> {
  const { rows } = await sql<Recalled & { readonly place: number }>`
    select place, route, body_hash, status, body
    from platform.recall_answers(
      ${textArray(wanted.map(({ caller }) => caller))}, ${textArray(wanted.map(({ key }) => key))}
    )
  `.execute(db);
  const known = new Map(rows.map((row) => [row.place, row]));
  return wanted.map((_, index) => known.get(index + 1));
}

function textOf(serialised: string | ArrayBuffer | Buffer): string {
  if (typeof serialised !== 'string') throw new Error('an answer of bytes is not kept');
  return serialised;
}
