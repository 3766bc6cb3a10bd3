import { after } from 'node:test';
import pg from 'pg';
import { Registry } from 'prom-client';
import { createDatabase } from '#platform/db';
import type { Database, DatabaseOptions } from '#platform/db';
import type { Secret } from '#platform/secret';
import { cloneDatabase } from './cluster.ts';

export interface TestConnection extends Database {
  readonly ownerUrl: Secret;
  readonly appUrl: Secret;
  /** As the owner, around everything the application is bound by: for arranging and for looking. */
  owner<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
}

export function connect(url: Secret, changes: Partial<DatabaseOptions> = {}): Database {
  return createDatabase({
    url,
    name: 'akawo test',
    connections: 8,
    statementTimeoutMs: 10_000,
    lockTimeoutMs: 5_000,
    registry: new Registry(),
    onTrouble: () => {},
    ...changes,
  });
}

/** Call it at the top of a test file: a migrated database for this file alone, gone when the file has ended. */
export async function testDatabase(changes: Partial<DatabaseOptions> = {}): Promise<TestConnection> {
  const clone = await cloneDatabase();
  const database = connect(clone.appUrl, changes);
  const owner = new pg.Pool({ connectionString: clone.ownerUrl.reveal(), max: 2 });
  owner.on('error', () => {});
  after(async () => {
    await database.close();
    await owner.end();
    await clone.drop();
  });
  return {
    ...database,
    ownerUrl: clone.ownerUrl,
    appUrl: clone.appUrl,
    async owner<Row extends pg.QueryResultRow>(text: string, values?: unknown[]) {
      return (await owner.query<Row>(text, values)).rows;
    },
  };
}
