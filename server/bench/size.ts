import pg from 'pg';
import { tidy } from './world.ts';

/** What the ledger takes on the disk, with its indexes, when nothing dead is left in it. */
export async function bytesOnDisk(ownerUrl: string): Promise<number> {
  await tidy(ownerUrl);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ bytes: string }>(
      "select sum(pg_total_relation_size(oid)) as bytes from pg_class where relnamespace = 'ledger'::regnamespace and relkind = 'r'",
    );
    return Number(rows[0]?.bytes);
  } finally {
    await owner.end();
  }
}
