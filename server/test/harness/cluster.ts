import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { applicationRole, migrate, provisionApplicationRole } from '#platform/db';
import { Secret } from '#platform/secret';
import { schema } from '../../src/schema.ts';

const applicationPassword = new Secret('only-for-tests');
const home = join(import.meta.dirname, '../../../.akawo/test-postgres');

/** What a database may forget when the whole cluster is thrown away anyway. */
export const forgetfulSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  max_wal_size: '2GB',
  deadlock_timeout: '100ms',
};

interface Cluster {
  readonly ownerUrl: Secret;
  leave(): Promise<void>;
}

export interface TestDatabase {
  readonly ownerUrl: Secret;
  readonly appUrl: Secret;
  drop(): Promise<void>;
}

/** A database of its own for one test file, cloned from a migrated template in a few dozen milliseconds. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const cluster = await reachCluster();
  return createFrom(await ensureTemplate(cluster.ownerUrl), cluster);
}

/** An empty database, for tests of the migrations themselves. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const cluster = await reachCluster();
  await provisionApplicationRole({ ownerUrl: cluster.ownerUrl, password: applicationPassword });
  return createFrom('template1', cluster);
}

async function createFrom(template: string, cluster: Cluster): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await command(cluster.ownerUrl, `create database ${name} template ${template}`);
  const ownerUrl = inDatabase(cluster.ownerUrl, name);
  return {
    ownerUrl,
    appUrl: asApplication(ownerUrl),
    async drop() {
      await command(cluster.ownerUrl, `drop database if exists ${name} with (force)`);
      await cluster.leave();
    },
  };
}

/** Brings a database of the test's own cluster to our schema; the address by which the application logs in. */
export async function furnish(ownerUrl: Secret): Promise<Secret> {
  const appUrl = await provisionApplicationRole({ ownerUrl, password: applicationPassword });
  await migrate({ ...schema, ownerUrl });
  return appUrl;
}

/** The runner starts one cluster for all files and says where; a file that is run alone brings its own. */
async function reachCluster(): Promise<Cluster> {
  const given = process.env['AKAWO_TEST_POSTGRES'];
  if (given !== undefined) return { ownerUrl: new Secret(given), leave: async () => {} };
  const { startEmbeddedPostgres } = await import('#platform/embedded');
  const cluster = await startEmbeddedPostgres({ home, settings: forgetfulSettings, claim: 'visit' });
  return { ownerUrl: new Secret(cluster.ownerUrl), leave: () => cluster.stop() };
}

async function ensureTemplate(ownerUrl: Secret): Promise<string> {
  const name = `template_${fingerprint()}`;
  const client = new pg.Client({ connectionString: ownerUrl.reveal() });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ taken: boolean }>(
        "select pg_try_advisory_lock(hashtextextended('akawo.template', 0)) as taken",
      );
      if (rows[0]?.taken === true) break;
      await wait(20);
    }
    const found = await client.query('select from pg_database where datname = $1', [name]);
    if (found.rowCount === 1) return name;
    await provisionApplicationRole({ ownerUrl, password: applicationPassword });
    await client.query(`drop database if exists ${name}_draft with (force)`);
    await client.query(`create database ${name}_draft`);
    await migrate({ ...schema, ownerUrl: inDatabase(ownerUrl, `${name}_draft`) });
    await client.query(`alter database ${name}_draft rename to ${name}`);
    return name;
  } finally {
    await client.end();
  }
}

/** Changes with every file that makes the schema, so that an old template is never cloned. */
function fingerprint(): string {
  const hash = createHash('sha256').update(JSON.stringify(schema.extraSteps ?? []));
  const files = readdirSync(schema.folder)
    .toSorted()
    .map((file) => join(schema.folder, file));
  for (const file of [...files, ...(schema.moduleFiles ?? [])]) hash.update(basename(file)).update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

async function command(ownerUrl: Secret, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl.reveal() });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

function inDatabase(url: Secret, name: string): Secret {
  const changed = new URL(url.reveal());
  changed.pathname = `/${name}`;
  return new Secret(changed.href);
}

function asApplication(url: Secret): Secret {
  const changed = new URL(url.reveal());
  changed.username = applicationRole;
  changed.password = applicationPassword.reveal();
  return new Secret(changed.href);
}
