import { join, resolve } from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../server/src/platform/embedded/index.ts';
import { forgetfulSettings } from '../../server/test/harness/cluster.ts';

const keptTemplates = 3;

/** One PostgreSQL for all test files. Two runs at once share it, and whoever ends last stops it. */
export async function startTestCluster(root: string): Promise<EmbeddedPostgres> {
  const home = join(resolve(root, process.env['AKAWO_HOME'] ?? '.akawo'), 'test-postgres');
  const cluster = await startEmbeddedPostgres({ home, claim: 'visit', settings: forgetfulSettings });
  if (!cluster.adopted) await sweep(cluster.ownerUrl);
  return cluster;
}

/** Databases that killed runs left behind, and templates of schemas long gone. Nobody else is here yet when it runs. */
async function sweep(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>(
      `select datname from pg_database where datname like 'test\\_%'
       union all
       (select datname from pg_database where datname like 'template\\_%' order by oid desc offset $1)`,
      [keptTemplates],
    );
    for (const { datname } of rows) await client.query(`drop database if exists ${pg.escapeIdentifier(datname)}`);
  } finally {
    await client.end();
  }
}
