import { Kysely } from 'kysely';
import type { Transaction } from 'kysely';
import pg from 'pg';
import type { Registry } from 'prom-client';
import type { Secret } from '../secret.ts';
import { createListener } from './listener.ts';
import { postgresDialect } from './driver.ts';
import { watchPool } from './metrics.ts';
import { typeParsers } from './parsers.ts';
import type { Tables } from './tables.ts';
import { createTransact } from './transact.ts';
import type { Transact } from './transact.ts';

/** Reads. Anything that writes asks for a `Tx`, and a `Db` is not one. */
export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;

export interface DatabaseOptions {
  readonly url: Secret;
  /** Shown by PostgreSQL beside each connection. */
  readonly name: string;
  readonly connections: number;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly registry: Registry;
  /** Told of what happens to idle connections and to the listener; none of it reaches a caller. */
  readonly onTrouble: (error: Error) => void;
}

export interface Database {
  readonly db: Db;
  readonly transact: Transact;
  /** Calls back at each NOTIFY on the channel, and once after every reconnection, because something may have been missed. */
  listen(channel: string, heard: () => void): Promise<() => void>;
  /** One round trip; its time in milliseconds. */
  ping(): Promise<number>;
  close(): Promise<void>;
}

function connectionOptions(options: DatabaseOptions): pg.ClientConfig {
  return {
    connectionString: options.url.reveal(),
    application_name: options.name,
    statement_timeout: options.statementTimeoutMs,
    lock_timeout: options.lockTimeoutMs,
    idle_in_transaction_session_timeout: options.statementTimeoutMs * 2,
    // A server that vanished without a word never answers; this gives up a little after the server itself would have.
    query_timeout: options.statementTimeoutMs + 2_000,
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    options: '-c timezone=UTC',
    types: typeParsers,
  };
}

export function createDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    ...connectionOptions(options),
    pipeline: true,
    max: options.connections,
    idleTimeoutMillis: 30_000,
  });
  pool.on('error', options.onTrouble);
  // A connection that dies while a caller holds it says so twice; unheard, the second time would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  watchPool(pool, options);
  const db: Db = new Kysely({ dialect: postgresDialect(pool) });
  const listener = createListener(connectionOptions(options), options.onTrouble);

  return {
    db,
    transact: createTransact(db),
    listen: listener.listen,
    async ping() {
      const started = performance.now();
      await db.selectNoFrom((eb) => eb.lit(1).as('one')).execute();
      return performance.now() - started;
    },
    async close() {
      await listener.close();
      // Not through Kysely, which forgets about a pool that was never used.
      await pool.end();
    },
  };
}
