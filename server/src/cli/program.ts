import { announcing } from '#platform/events';
import { createDatabase } from '#platform/db';
import type { Database } from '#platform/db';
import { renderProblem } from '#platform/http';
import { createOnce } from '#platform/once';
import type { Config } from '#platform/config';
import { createLogger, createRegistry } from '#platform/telemetry';
import { createModules } from '../modules.ts';
import type { Modules } from '../modules.ts';
import type { PreparedDatabase } from '../prepare-database.ts';

export interface Running {
  readonly config: Config;
  readonly database: Database;
  readonly modules: Modules;
}

/** What commands stand on. */
export interface Program {
  readonly readConfig: () => Config;
  readonly withDatabase: <T>(work: (database: PreparedDatabase) => Promise<T>) => Promise<T>;
  /** The whole business without its doors: nothing listens and nothing is worked off. */
  readonly withModules: <T>(work: (running: Running) => Promise<T>) => Promise<T>;
}

export function createProgram({ readConfig, withDatabase }: Omit<Program, 'withModules'>): Program {
  return {
    readConfig,
    withDatabase,
    withModules: (work) =>
      withDatabase(async ({ appUrl }) => {
        const config = readConfig();
        const registry = createRegistry();
        const onTrouble = (error: Error) => console.error(error.message);
        const timeouts = { statementTimeoutMs: 30_000, lockTimeoutMs: 10_000 };
        const database = announcing(
          createDatabase({ url: appUrl, name: 'akawo command', connections: 4, ...timeouts, registry, onTrouble }),
          { onTrouble },
        );
        const logger = createLogger({ level: 'warn', name: 'command' });
        const once = createOnce({ database, render: renderProblem });
        const modules = createModules({ config, logger, registry, database, once });
        try {
          return await work({ config, database, modules });
        } finally {
          await modules.stop();
          await database.close();
        }
      }),
  };
}
