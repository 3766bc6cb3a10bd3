import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Secret } from '../secret.ts';

const query = readFileSync(new URL('dump.sql', import.meta.url), 'utf8');
const heading =
  '-- The whole database after every migration. Generated for reading and for the drift check; the truth is in migrations/.\n';

/** The schema as text, the same on every machine, so that a change to it shows in a review. */
export async function dumpSchema(ownerUrl: Secret): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl.reveal(), application_name: 'akawo dump' });
  await client.connect();
  try {
    const { rows } = await client.query<{ text: string }>(query);
    return `${[heading, ...rows.map((row) => row.text)].join('\n')}\n`;
  } finally {
    await client.end();
  }
}
