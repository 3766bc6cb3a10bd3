import { Gauge, type Registry } from 'prom-client';
import { type Database, databaseUnavailable } from '#platform/db';
import { createPulse } from '#platform/events';
import { type Logger } from '#platform/telemetry';
import { type ApiKeyId, type SessionId } from '../principal.ts';
import { readEndings, type TokenKeys } from './read-endings.ts';

/** Announced after a commit that ends sessions, revokes keys or adds a key that signs tokens. */
export const standingChannel = 'akawo_standing';

/** What of the database a request has to know about before anything else, kept in memory: who is not welcome any more. */
export interface Standing {
  /** Settles with the first look at the database. */
  readonly ready: Promise<void>;
  /** Whether the last look is young enough to rely on. If it is not, whoever wants to know asks the database. */
  isFresh(): boolean;
  /** Whether it has ended or may be about to; the database has the last word. Kept for longer than an access token lives. */
  isSessionEnded(id: SessionId): boolean;
  isKeyRevoked(id: ApiKeyId): boolean;
  tokenKeys(): TokenKeys;
  /** Told by whoever ends them, inside the transaction or after it, so that this process knows at once. */
  sessionsEnded(ids: readonly SessionId[]): void;
  keysRevoked(ids: readonly ApiKeyId[]): void;
  stop(): Promise<void>;
}

export interface StandingOptions {
  readonly database: Pick<Database, 'db' | 'listen'>;
  readonly registry: Registry;
  readonly logger: Logger;
}

const lookEveryMs = 500;
const leastGapMs = 20;
const freshForMs = 1_000;
const thoroughEveryMs = 30_000;
const rememberedMs = 20 * 60_000;
const mostRemembered = 200_000;

/** Looks at each announcement and twice a second, so that what one process ends is refused by all others within a second. */
export function createStanding({ database, registry, logger }: StandingOptions): Standing {
  const { db, listen } = database;
  const sessions = createEndings<SessionId>();
  const keys = createEndings<ApiKeyId>();
  const first = Promise.withResolvers<void>();
  first.promise.catch(() => {});
  let tokenKeys: TokenKeys | undefined;
  let horizon: string | undefined;
  let lookedAt = -Infinity;
  let thoroughAt = -Infinity;

  async function look(): Promise<number> {
    const began = performance.now();
    if (began - lookedAt < leastGapMs) return leastGapMs;
    // A fail-over can take the database back to transactions that we believe to be past.
    const isThorough = began - thoroughAt >= thoroughEveryMs;
    const seen = await readEndings(db, { since: isThorough ? undefined : horizon, most: mostRemembered });
    for (const endings of [sessions, keys]) endings.forget(began - rememberedMs);
    sessions.add(seen.sessions, began);
    keys.add(seen.keys, began);
    tokenKeys = seen.tokenKeys;
    horizon = seen.horizon;
    lookedAt = began;
    if (isThorough) thoroughAt = began;
    first.resolve();
    return lookEveryMs;
  }

  const pulse = createPulse(look, (thrown) => {
    first.reject(thrown);
    logger.warn({ err: thrown }, 'who has been signed out elsewhere is not known; the database is asked at each request');
  });
  const hearing = listen(standingChannel, () => pulse.wake()).catch((thrown: unknown) => {
    logger.warn({ err: thrown }, 'ends of sessions are not announced to this process: it only polls');
    return undefined;
  });
  const age: Gauge = new Gauge({
    name: 'akawo_identity_standing_age_seconds',
    help: 'How long ago this process last looked who was signed out elsewhere. Beyond one second every request asks the database.',
    registers: [registry],
    collect: () => age.set(Math.min((performance.now() - lookedAt) / 1_000, Number.MAX_SAFE_INTEGER)),
  });

  return {
    ready: first.promise,
    isFresh: () => performance.now() - lookedAt < freshForMs && sessions.size() + keys.size() < mostRemembered,
    isSessionEnded: (id) => sessions.has(id),
    isKeyRevoked: (id) => keys.has(id),
    tokenKeys() {
      if (tokenKeys === undefined) throw databaseUnavailable({ retryAfterSeconds: 1 });
      return tokenKeys;
    },
    sessionsEnded: (ids) => sessions.add(ids, performance.now()),
    keysRevoked: (ids) => keys.add(ids, performance.now()),
    async stop() {
      (await hearing)?.();
      await pulse.stop();
    },
  };
}

/** Ids in the order in which they were heard of. */
function createEndings<Id extends string>() {
  const heard = new Map<Id, number>();
  return {
    has: (id: Id) => heard.has(id),
    size: () => heard.size,
    add(ids: readonly Id[], at: number) {
      for (const id of ids) if (!heard.has(id)) heard.set(id, at);
    },
    forget(until: number) {
      for (const [id, at] of heard) {
        if (at > until) return;
        heard.delete(id);
      }
    },
  };
}
