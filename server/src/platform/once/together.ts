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

export interface Work<Prepared> {
  /** Looks up what is needed, while it is found out whether the key is new: changes nothing, and may be in vain. */
  prepare(): Promise<Prepared>;
  /** Has the answer kept, by `keepAnswers`, in the transaction of its effect. */
  carryOut(prepared: Prepared, identity: IdempotencyKey, serialise: (outcome: Outcome) => Answer): Promise<Answer>;
}

/** For effects that share a commit with those of other requests, such as the ledger's: their keys are looked up and kept many at a time. */
export interface OnceTogether {
  /**
   * Does the work of a request once for its key. A refusal that decides is kept too, in a transaction of its own, since there is no effect
   * that it could be separated from.
   */
  answer<Prepared>(request: FastifyRequest, reply: FastifyReply, work: Work<Prepared>): Promise<void>;
}

export function createOnceTogether({ db, once }: { readonly db: Db; readonly once: Once }): OnceTogether {
  const lookUp = gather((wanted: readonly IdempotencyKey[]) => recallAll(db, wanted));
  const running = new Map<string, IdempotencyKey>();

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
        const preparing = work.prepare();
        // A failure of it is heard below, unless there is an answer already.
        preparing.catch(() => {});
        const earlier = await recall(identity);
        if (earlier !== undefined) return await sendAnswer(reply, { ...earlier, replayed: true });
        const serialise = ({ status, payload }: Outcome) => ({ status, body: textOf(reply.code(status).serialize(payload)) });
        const carrying = preparing.then((prepared) => work.carryOut(prepared, identity, serialise));
        const answer = await carrying.catch(async (thrown: unknown) => {
          if (isDecided(thrown)) return once({ ...asked, body }, () => Promise.reject(thrown));
          if (!mayBeAnswered(thrown)) throw thrown;
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
  const inOrder = kept.toSorted((one, other) => compare(nameOf(one.identity), nameOf(other.identity)));
  const callers = textArray(inOrder.map(({ identity }) => identity.caller));
  const keys = textArray(inOrder.map(({ identity }) => identity.key));
  await send(
    tx,
    sql`
      insert into platform.idempotency_keys (caller, key, route, body_hash)
      select caller, key, route, body_hash
      from unnest(
        ${callers}::text[],
        ${keys}::text[],
        ${textArray(inOrder.map(({ identity }) => identity.route))}::text[],
        ${byteaArray(inOrder.map(({ identity }) => identity.body_hash.toString('hex')))}::bytea[]
      ) as k (caller, key, route, body_hash)`,
  );
  await send(
    tx,
    sql`
      insert into platform.idempotency_answers (caller, key, status, body)
      select caller, key, status, body
      from unnest(
        ${callers}::text[],
        ${keys}::text[],
        ${smallintArray(inOrder.map(({ answer }) => answer.status))}::smallint[],
        ${textArray(inOrder.map(({ answer }) => answer.body))}::text[]
      ) as a (caller, key, status, body)`,
  );
}

/** Another request was faster with the same key. Nothing of this one may stay. */
function isKeyTaken(thrown: unknown): boolean {
  const constraint: unknown = thrown instanceof Error && 'constraint' in thrown ? thrown.constraint : undefined;
  return sqlState(thrown) === '23505' && constraint === 'idempotency_keys_pkey';
}

function nameOf({ caller, key }: IdempotencyKey): string {
  return `${caller} ${key}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
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
