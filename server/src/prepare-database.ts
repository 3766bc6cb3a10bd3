import { join } from 'node:path';
import { deriveSecret, loadOrCreateSecret } from '#platform/config';
import type { Config } from '#platform/config';
import { migrate, provisionApplicationRole } from '#platform/db';
import { startEmbeddedPostgres } from '#platform/embedded';
import { Secret } from '#platform/secret';
import { schema } from './schema.ts';

export interface PreparedDatabase {
  /** Absent when the operator keeps the owner's address away from this process. */
  readonly ownerUrl?: Secret;
  readonly appUrl: Secret;
  /** Names of the migrations that this call applied. */
  readonly applied: readonly string[];
  /** Stops the embedded PostgreSQL, if that is what runs and nobody else uses it. */
  stop(): Promise<void>;
}

export interface PrepareOptions {
  /** `own`: the one server of this home. `visit`: a command or a second process beside it. */
  readonly claim: 'own' | 'visit';
  readonly onProgress: (text: string) => void;
  /** Told when the embedded PostgreSQL died and had to be brought back. */
  readonly onTrouble: (sentence: string) => void;
}

/** Finds or starts PostgreSQL, brings it to our schema and makes the role the application runs under. */
export async function prepareDatabase(
  config: Config,
  { claim, onProgress, onTrouble }: PrepareOptions,
): Promise<PreparedDatabase> {
  const { url, appUrl } = config.database;
  if (url !== undefined) return { ...(await prepare(config, url, onProgress)), stop: async () => {} };
  if (appUrl !== undefined) return { appUrl, applied: [], stop: async () => {} };

  const postgres = await startEmbeddedPostgres({
    home: join(config.program.home, 'postgres'),
    claim,
    onProgress,
    onDeath: onTrouble,
  });
  try {
    return { ...(await prepare(config, new Secret(postgres.ownerUrl), onProgress)), stop: () => postgres.stop() };
  } catch (thrown) {
    await postgres.stop();
    throw thrown;
  }
}

async function prepare(
  config: Config,
  ownerUrl: Secret,
  onProgress: (text: string) => void,
): Promise<Omit<PreparedDatabase, 'stop'>> {
  const appUrl = config.database.appUrl ?? (await makeRole(config, ownerUrl));
  const applied = await migrate({ ...schema, ownerUrl, onApplied: (name) => onProgress(`migrating: ${name}`) });
  return { ownerUrl, appUrl, applied };
}

function makeRole(config: Config, ownerUrl: Secret): Promise<Secret> {
  const password = deriveSecret(masterSecret(config), 'database role');
  return provisionApplicationRole({ ownerUrl, password, mayReset: config.database.url === undefined });
}

/** Production brings its own; anywhere else one is made once and kept in the home. */
export function masterSecret(config: Config): Secret {
  return config.secrets.key ?? loadOrCreateSecret(config.program.home);
}
