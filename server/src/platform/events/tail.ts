import type { Db } from '#platform/db';
import type { Logger } from '#platform/telemetry';
import type { EventDefinition, EventOf } from './define-event.ts';
import { createPulse } from './pulse.ts';
import { type Barrier, barrierPause, endOfLog, readWindow } from './read-window.ts';

export interface TailOptions<Definition extends EventDefinition = EventDefinition> {
  /** Absent: all events. */
  readonly types?: readonly Definition[];
  readonly batch?: number;
  readonly pollMs?: number;
  /** What it throws is logged, and the tail goes on: who must not miss anything is a reader. */
  readonly handle: (events: readonly EventOf<Definition>[]) => Promise<void> | void;
}

export interface Tail {
  wake(): void;
  stop(): Promise<void>;
}

/** Every process sees everything that commits from now on, in order; where it stands is forgotten with the process. */
export async function createTail<Definition extends EventDefinition>(
  { types, batch = 500, pollMs = 1_000, handle }: TailOptions<Definition>,
  { db, logger }: { readonly db: Db; readonly logger: Logger },
): Promise<Tail> {
  const wanted = types?.map((definition) => definition.type);
  let position = await endOfLog(db);
  let barrier: Barrier | undefined;
  let pauseMs = 0;

  async function step(): Promise<number> {
    const window = await readWindow(db, { after: position, barrier, limit: batch, types: wanted });
    position = window.upTo;
    barrier = window.barrier;
    if (window.events.length > 0) {
      try {
        await handle(window.events as readonly EventOf<Definition>[]);
      } catch (thrown) {
        logger.error({ err: thrown }, 'events could not be passed on');
      }
    }
    if (window.full) return 0;
    if (barrier === undefined) return pollMs;
    pauseMs = window.events.length > 0 ? 1 : barrierPause(pauseMs);
    return pauseMs;
  }

  return createPulse(step, (thrown) => logger.warn({ err: thrown }, 'the tail of the events cannot be read'));
}
