import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { migrate, provisionApplicationRole } from '../../server/src/platform/db/index.ts';
import { startEmbeddedPostgres } from '../../server/src/platform/embedded/index.ts';
import { Secret } from '../../server/src/platform/secret.ts';
import { schema } from '../../server/src/schema.ts';

/** Durable in everything, as in earnest; memory and log as docs/ledger.md recommends for a machine with a few gigabytes. */
export const settings = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '1GB',
  max_wal_size: '4GB',
  wal_init_zero: 'off',
  checkpoint_timeout: '15min',
  max_connections: '150',
};

export interface BenchDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
}

export interface BenchCluster {
  readonly version: string;
  /** A database of its own with our schema and nothing in it. */
  create(name: string): Promise<BenchDatabase>;
  /** Stops it and removes everything. */
  stop(): Promise<void>;
}

/** A PostgreSQL of its own in a folder that is gone afterwards, on the disk where the real one would be. */
export async function startBenchCluster(parent: string): Promise<BenchCluster> {
  mkdirSync(parent, { recursive: true });
  const home = mkdtempSync(join(parent, 'bench-'));
  // Otherwise the account that PostgreSQL runs as can not reach its data in it.
  chmodSync(home, 0o755);
  try {
    return await startIn(home);
  } catch (thrown) {
    rmSync(home, { recursive: true, force: true });
    throw thrown;
  }
}

async function startIn(home: string): Promise<BenchCluster> {
  const postgres = await startEmbeddedPostgres({ home, claim: 'own', settings });
  const { data, version } = await ask(postgres.ownerUrl);
  const password = new Secret(randomBytes(24).toString('base64url'));
  return {
    version,
    async create(name) {
      await run(postgres.ownerUrl, `create database ${pg.escapeIdentifier(name)}`);
      const ownerUrl = new Secret(inDatabase(postgres.ownerUrl, name));
      const appUrl = await provisionApplicationRole({ ownerUrl, password });
      await migrate({ ...schema, ownerUrl });
      return { ownerUrl: ownerUrl.reveal(), appUrl: appUrl.reveal() };
    },
    async stop() {
      await postgres.stop();
      // The data lies elsewhere if PostgreSQL's account could not reach the home.
      rmSync(dirname(data), { recursive: true, force: true });
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function ask(url: string): Promise<{ readonly data: string; readonly version: string }> {
  const { rows } = await run(
    url,
    "select current_setting('data_directory') as data, current_setting('server_version') as version",
  );
  const [facts] = rows as { data: string; version: string }[];
  if (facts === undefined) throw new Error('the server did not say where its data lies');
  return facts;
}

async function run(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

function inDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
