import { sql } from 'kysely';
import type { Registry } from 'prom-client';
import type { Database, Tx } from '#platform/db';
import { digestOf } from './digest.ts';
import type { Claim, Limiter, Verdict } from './limiter.ts';
import { countRefusals } from './metrics.ts';
import { assertDistinct, type Standing, verdictOf } from './verdict.ts';

export interface StrictLimiterOptions {
  readonly database: Pick<Database, 'transact'>;
  readonly registry: Registry;
  /** Milliseconds, for tests alone: otherwise the database says what time it is. */
  readonly now?: () => number;
}

export interface StrictLimiter extends Limiter {
  take(claims: readonly Claim[]): Promise<Verdict>;
  /** Starts the count again, after the right password or code. */
  forgive(claim: Claim): Promise<void>;
  /** Drops what says nothing any more, a bounded number at a time; answers with how many there were. */
  sweep(): Promise<number>;
}

interface Row {
  readonly rule: string;
  readonly subject: string;
  readonly now: number;
  /** Milliseconds of the epoch, oldest first. */
  readonly taken: number[];
}

const sweptAtOnce = 1_000;

/**
 * For guesses at passwords, PINs, codes and keys: counted in PostgreSQL, committed before the answer and so before the guess is looked at.
 * Two hundred guesses at once, over any number of processes and restarts, get no more than the rule's maximum. A database that does not
 * answer refuses, because it throws.
 */
export function createStrictLimiter({ database, registry, now }: StrictLimiterOptions): StrictLimiter {
  const { transact } = database;
  const counted = countRefusals(registry);
  const moment = () => (now === undefined ? sql`clock_timestamp()` : sql`to_timestamp(${now()}::float8 / 1000)`);
  const columns = () => sql`
    rule,
    subject,
    extract(epoch from ${moment()})::float8 * 1000 as now,
    array(select extract(epoch from at)::float8 * 1000 from unnest(taken) as at) as taken`;

  /** Takes the rows' locks in one order, adds to those with room and answers with them; a full one stays as it is. */
  async function count(tx: Tx, claims: readonly Claim[]): Promise<Row[]> {
    const { rows } = await sql<Row>`
      insert into platform.limit_counts as known (rule, subject, most, span, taken, idle_at)
      select rule, subject, most, span_ms * interval '1 millisecond', array[${moment()}], ${moment()} + span_ms * interval '1 millisecond'
      from unnest(
        ${claims.map(({ rule }) => rule.name)}::text[],
        ${claims.map(({ subject }) => digestOf(subject))}::text[],
        ${claims.map(({ rule }) => rule.max)}::int[],
        ${claims.map(({ rule }) => rule.windowMs)}::float8[]
      ) as claim (rule, subject, most, span_ms)
      order by rule, subject
      on conflict (rule, subject) do update
      set
        most = excluded.most,
        span = excluded.span,
        taken = (known.taken || greatest(${moment()}, known.taken[cardinality(known.taken)]))[cardinality(known.taken) + 2 - excluded.most:],
        idle_at = greatest(${moment()}, known.taken[cardinality(known.taken)]) + excluded.span
      where coalesce(known.taken[cardinality(known.taken) + 1 - excluded.most] <= ${moment()} - excluded.span, true)
      returning ${columns()}`.execute(tx);
    return rows;
  }

  async function read(tx: Tx, claims: readonly Claim[]): Promise<Row[]> {
    const { rows } = await sql<Row>`
      select ${columns()}
      from platform.limit_counts
      where (rule, subject) in (
        select * from unnest(
          ${claims.map(({ rule }) => rule.name)}::text[],
          ${claims.map(({ subject }) => digestOf(subject))}::text[]
        )
      )`.execute(tx);
    return rows;
  }

  async function takeAll(tx: Tx, claims: readonly Claim[]): Promise<Verdict> {
    const passed = await count(tx, claims);
    if (passed.length === claims.length) return verdictOf(claims, standingsOf(claims, passed, passed));
    throw new Refusal(verdictOf(claims, standingsOf(claims, await read(tx, claims), passed)));
  }

  return {
    async take(claims) {
      assertDistinct(claims);
      try {
        return counted(await transact((tx) => takeAll(tx, claims)));
      } catch (thrown) {
        if (thrown instanceof Refusal) return counted(thrown.verdict);
        throw thrown;
      }
    },
    async forgive({ rule, subject }) {
      await transact((tx) =>
        sql`delete from platform.limit_counts where rule = ${rule.name} and subject = ${digestOf(subject)}`.execute(tx),
      );
    },
    async sweep() {
      const { numAffectedRows } = await transact((tx) =>
        sql`
          delete from platform.limit_counts
          where (rule, subject) in (
            select rule, subject from platform.limit_counts
            where idle_at < ${moment()}
            order by idle_at
            limit ${sweptAtOnce}
            for update skip locked
          )`.execute(tx),
      );
      return Number(numAffectedRows ?? 0n);
    },
  };
}

/** Thrown inside the transaction so that a request refused by one limit takes nothing from the others. */
class Refusal extends Error {
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    super(`refused by ${verdict.rule.name}`);
    this.verdict = verdict;
  }
}

function standingsOf(claims: readonly Claim[], rows: readonly Row[], passed: readonly Row[]): Standing[] {
  return claims.map(({ rule, subject }) => {
    const isSame = (row: Row) => row.rule === rule.name && row.subject === digestOf(subject);
    const row = rows.find(isSame);
    if (row === undefined) throw new Error(`the limit ${rule.name} was not counted`);
    const horizon = row.now - rule.windowMs;
    const live = row.taken.filter((at) => at > horizon);
    // What refused may have left the window a moment later; the request was refused all the same.
    const waitMs = passed.some(isSame) ? 0 : Math.max(1, (row.taken.at(-rule.max) ?? 0) - horizon);
    return { counted: live.length, oldestLeavesMs: (live[0] ?? row.now) - horizon, waitMs };
  });
}
