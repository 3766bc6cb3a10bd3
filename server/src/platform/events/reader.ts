import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Database, databaseUnavailable, isLostRace, outcomeUnknown } from '#platform/db';
import type { Logger } from '#platform/telemetry';
import { advance, claim, createCursor, cursorExists, type Lease, LeaseLost, park, release, renew } from './cursor.ts';
import type { EventDefinition, EventOf, RecordedEvent } from './define-event.ts';
import type { ReaderMetrics } from './metrics.ts';
import { createPulse } from './pulse.ts';
import { type Barrier, barrierPause, endOfLog, readWindow } from './read-window.ts';
import type { ReaderOptions } from './reader-options.ts';
import { within } from './within.ts';

export interface Reader {
  wake(): void;
  stop(): Promise<void>;
}

interface Surroundings {
  readonly database: Database;
  readonly logger: Logger;
  readonly metrics: ReaderMetrics;
}

const skippingMs = 1_000;

export function createReader<Definition extends EventDefinition>(
  options: ReaderOptions<Definition>,
  { database, logger, metrics }: Surroundings,
): Reader {
  const { name, batch = 100, from = 'start', onPoison = 'stop', attempts = 5, timeoutMs = 30_000 } = options;
  const { leaseMs = 5_000, pollMs = 1_000, firstPauseMs = 100, longestPauseMs = 30_000 } = options;
  const { db, transact } = database;
  const types = options.types?.map((definition) => definition.type);
  const holder = randomUUID();
  let lease: Lease | undefined;
  let position = 0;
  let barrier: Barrier | undefined;
  let pauseMs = 0;
  let claimAt = 0;
  let skippedAt = 0;
  let limit = batch;
  let failures = 0;

  async function step(stopping: AbortSignal): Promise<number> {
    const held = lease ?? (await tryToClaim());
    if (held === undefined) return pollMs;
    const window = await readWindow(db, { after: position, barrier, limit, types });
    barrier = window.barrier;
    if (window.events.length > 0) {
      pauseMs = 0;
      await handle(held, window.events, window.upTo, stopping);
      return 0;
    }
    await skip(held, window.upTo);
    if (window.full) return 0;
    if (barrier === undefined) return pollMs;
    pauseMs = barrierPause(pauseMs);
    return pauseMs;
  }

  async function tryToClaim(): Promise<Lease | undefined> {
    if (performance.now() < claimAt) return undefined;
    claimAt = performance.now() + pollMs / 2;
    if (!(await cursorExists(db, name))) await createCursor(db, name, from === 'now' ? await endOfLog(db) : 0);
    const claimed = await claim(db, { reader: name, types, holder, leaseMs });
    if (claimed === undefined) return undefined;
    lease = claimed.lease;
    position = claimed.position;
    barrier = undefined;
    return lease;
  }

  /** Nothing of interest up to there. The cursor in the database may lag behind a little; all it costs is to look again. */
  async function skip(held: Lease, upTo: number): Promise<void> {
    if (upTo === position) return;
    position = upTo;
    if (performance.now() - skippedAt < skippingMs) return;
    skippedAt = performance.now();
    await advance(db, held, upTo, leaseMs);
  }

  async function handle(held: Lease, events: readonly RecordedEvent[], upTo: number, stopping: AbortSignal): Promise<void> {
    try {
      await handleOnce(held, events as readonly EventOf<Definition>[], upTo);
    } catch (thrown) {
      if (thrown instanceof LeaseLost || isPassing(thrown)) throw thrown;
      return afterFailure(held, events, thrown, stopping);
    }
    position = upTo;
    failures = 0;
    limit = Math.min(limit * 2, batch);
    metrics.handled(name, events.length);
    metrics.stuck(name, false);
  }

  function handleOnce(held: Lease, events: readonly EventOf<Definition>[], upTo: number): Promise<void> {
    if ('apply' in options)
      return transact(async (tx) => {
        await within(timeoutMs, (late) => options.apply(tx, events, late));
        await advance(tx, held, upTo, leaseMs);
      });
    return within(timeoutMs, (late) => options.deliver(events, late)).then(() => advance(db, held, upTo, leaseMs));
  }

  /** Halves the batch until the event that cannot be handled stands alone; only then does its patience begin to run out. */
  async function afterFailure(
    held: Lease,
    events: readonly RecordedEvent[],
    thrown: unknown,
    stopping: AbortSignal,
  ): Promise<void> {
    metrics.failed(name);
    const alone = events.length === 1 ? events[0] : undefined;
    failures = alone === undefined ? 1 : failures + 1;
    limit = Math.ceil(events.length / 2);
    barrier = undefined;
    const facts = { err: thrown, reader: name, events: events.length, event_id: events[0]?.id, type: events[0]?.type, failures };
    const hopeless = alone !== undefined && failures >= attempts;
    if (hopeless && onPoison === 'park') {
      await transact(async (tx) => {
        await park(tx, name, alone, thrown, failures);
        await advance(tx, held, alone.id, leaseMs);
      });
      logger.error(facts, 'an event was put aside because it cannot be handled');
      position = alone.id;
      failures = 0;
      return;
    }
    metrics.stuck(name, hopeless);
    if (hopeless) logger.error(facts, 'a reader is stuck at an event that it cannot handle');
    else logger.warn(facts, 'events could not be handled');
    const rest = Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
    await wait(rest, undefined, { signal: stopping, ref: false }).catch(() => undefined);
  }

  /** After an unknown outcome the cursor may have moved, so where to go on is read again, under a new fencing number. */
  function onTrouble(thrown: unknown): void {
    if (!(thrown instanceof LeaseLost) || thrown.lease.fence === lease?.fence) lease = undefined;
    logger.warn({ err: thrown, reader: name }, 'an event reader was interrupted');
  }

  const renewal = setInterval(() => {
    if (lease !== undefined) void renew(db, lease, leaseMs).catch(onTrouble);
  }, leaseMs / 3).unref();
  const pulse = createPulse(step, onTrouble);
  return {
    wake: () => pulse.wake(),
    async stop() {
      await pulse.stop();
      clearInterval(renewal);
      if (lease !== undefined) await release(db, lease).catch(onTrouble);
    },
  };
}

/** The database's trouble, not the event's. */
function isPassing(thrown: unknown): boolean {
  return databaseUnavailable.is(thrown) || outcomeUnknown.is(thrown) || isLostRace(thrown);
}
