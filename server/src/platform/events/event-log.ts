import type { Registry } from 'prom-client';
import type { Database } from '#platform/db';
import type { Logger } from '#platform/telemetry';
import type { EventDefinition } from './define-event.ts';
import { watchHorizon } from './horizon-watch.ts';
import { createReaderMetrics } from './metrics.ts';
import type { Pulse } from './pulse.ts';
import { createReader, type Reader } from './reader.ts';
import type { ReaderOptions } from './reader-options.ts';
import { eventChannel } from './record.ts';
import { createTail, type Tail, type TailOptions } from './tail.ts';

export interface EventLogOptions {
  readonly database: Database;
  readonly registry: Registry;
  readonly logger: Logger;
}

export interface EventLog {
  /** Reads on from a cursor that outlives the process; of all processes that read under one name, one does. */
  read<Definition extends EventDefinition>(options: ReaderOptions<Definition>): Reader;
  /** Sees what commits after this has resolved, in this process alone. */
  tail<Definition extends EventDefinition>(options: TailOptions<Definition>): Promise<Tail>;
  /** Ends all readers and tails, each after the batch it is at. */
  stop(): Promise<void>;
}

/** The reading side of what `record` writes. */
export function createEventLog({ database, registry, logger }: EventLogOptions): EventLog {
  const followers = new Set<Reader | Tail>();
  const metrics = createReaderMetrics(registry, database.db, logger);
  let horizon: Pulse | undefined;
  let hearing: Promise<(() => void) | undefined> | undefined;

  function hear(): Promise<(() => void) | undefined> {
    horizon ??= watchHorizon({ db: database.db, logger, measured: (seconds) => metrics.horizon(seconds) });
    hearing ??= database
      .listen(eventChannel, () => followers.forEach((follower) => follower.wake()))
      .catch((thrown: unknown) => {
        logger.warn({ err: thrown }, 'events are not announced to this process: it only polls');
        return undefined;
      });
    return hearing;
  }

  return {
    read(options) {
      const reader = createReader(options, { database, logger, metrics });
      followers.add(reader);
      void hear();
      return reader;
    },
    async tail(options) {
      await hear();
      const tail = await createTail(options, { db: database.db, logger });
      followers.add(tail);
      return tail;
    },
    async stop() {
      (await hearing)?.();
      await horizon?.stop();
      await Promise.all([...followers].map((follower) => follower.stop()));
    },
  };
}
