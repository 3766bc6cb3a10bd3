import { sql } from 'kysely';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Db } from '#platform/db';
import type { Logger } from '#platform/telemetry';

export interface ReaderMetrics {
  handled(reader: string, events: number): void;
  failed(reader: string): void;
  stuck(reader: string, stuck: boolean): void;
  horizon(seconds: number): void;
}

const mostCounted = 10_000;
const freshMs = 1_000;

interface Lag {
  readonly reader: string;
  readonly events: number;
  readonly seconds: number;
}

export function createReaderMetrics(registry: Registry, db: Db, logger: Logger): ReaderMetrics {
  const about = { labelNames: ['reader'] as const, registers: [registry] };
  const handled = new Counter({ name: 'akawo_events_handled_total', help: 'Events dealt with, per reader.', ...about });
  const failed = new Counter({ name: 'akawo_event_failures_total', help: 'Batches whose handling failed.', ...about });
  const stuck = new Gauge({
    name: 'akawo_event_reader_stuck',
    help: '1 while a reader stands before an event that it cannot handle.',
    ...about,
  });
  const lagSeconds = new Gauge({
    name: 'akawo_event_lag_seconds',
    help: 'Age of the oldest event that a reader has still to see.',
    ...about,
    async collect() {
      for (const { reader, seconds } of await lag()) lagSeconds.set({ reader }, seconds);
    },
  });
  const lagEvents = new Gauge({
    name: 'akawo_event_lag_events',
    help: `Events that a reader has still to see, up to ${mostCounted}.`,
    ...about,
    async collect() {
      for (const { reader, events } of await lag()) lagEvents.set({ reader }, events);
    },
  });
  const horizon = new Gauge({
    name: 'akawo_event_horizon_seconds',
    help: 'For how long the oldest running transaction has kept later events from being read.',
    registers: [registry],
  });

  let measured: Promise<readonly Lag[]> | undefined;
  let measuredAt = -Infinity;

  /** Both gauges show one measurement, and asking often costs the database little. */
  function lag(): Promise<readonly Lag[]> {
    if (measured === undefined || performance.now() - measuredAt > freshMs) {
      measuredAt = performance.now();
      measured = measureLag(db).catch((thrown: unknown) => {
        logger.warn({ err: thrown }, 'the lag of the event readers is unknown');
        return [];
      });
    }
    return measured;
  }

  return {
    handled: (reader, events) => handled.inc({ reader }, events),
    failed: (reader) => failed.inc({ reader }),
    stuck: (reader, is) => stuck.set({ reader }, is ? 1 : 0),
    horizon: (seconds) => horizon.set(seconds),
  };
}

async function measureLag(db: Db): Promise<readonly Lag[]> {
  const { rows } = await sql<Lag>`
    select
      c.reader,
      count(e.recorded_at) as events,
      coalesce(extract(epoch from clock_timestamp() - min(e.recorded_at)), 0)::float8 as seconds
    from platform.event_cursors c
    left join lateral (
      select type, recorded_at
      from platform.events
      where id > c.position
      order by id
      limit ${mostCounted}
    ) e on c.types is null or e.type = any(c.types)
    group by c.reader
  `.execute(db);
  return rows;
}
