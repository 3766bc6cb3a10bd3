import { sql } from 'kysely';
import { Registry } from 'prom-client';
import { Type } from 'typebox';
import type { Database } from '#platform/db';
import { createLogger } from '#platform/telemetry';
import { defineEvent } from './define-event.ts';
import { createEventLog, type EventLog } from './event-log.ts';
import type { Reader } from './reader.ts';

/** What the tests of this module write and read, in their own processes and in those they kill. */
export const walletMoved = defineEvent('trial.wallet_moved', Type.Object({ balance: Type.Integer() }));

export const silent = createLogger({ level: 'silent', name: 'trial' });

export function trialLog(database: Database): EventLog {
  return createEventLog({ database, registry: new Registry(), logger: silent });
}

/** An effect that shows each event it was applied for, also when it was applied twice; after a pause, to be caught in the middle. */
export function readIntoEffects(log: EventLog, name: string, pauseSeconds = 0): Reader {
  return log.read({
    name,
    types: [walletMoved],
    batch: 20,
    leaseMs: 600,
    pollMs: 100,
    async apply(tx, events) {
      if (pauseSeconds > 0) await sql`select pg_sleep(${pauseSeconds})`.execute(tx);
      await sql`
        insert into public.effects (reader, event_id)
        select ${name}, id from unnest(${events.map((event) => event.id)}::bigint[]) with ordinality as seen (id, position)
        order by position
      `.execute(tx);
    },
  });
}
