import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { databaseUnavailable, outcomeUnknown } from '#platform/db';
import { startEmbeddedPostgres } from '#platform/embedded';
import { Secret } from '#platform/secret';
import { connect, eventually, furnish } from '#test';
import { type AccountId } from './account.ts';
import { type PostingId } from './command.ts';
import { balance } from './queries.ts';
import { accepted, assertBooksRight, newPostingId, openTwo, recordedIds, transfer, writerOn } from './test/books.ts';
import { type Writer } from './writer.ts';

/** `npm run soak` asks for more. */
const rounds = Number(process.env['AKAWO_DATABASE_CRASH_ROUNDS'] ?? 2);
const home = mkdtempSync(join(tmpdir(), 'akawo-crash-'));
// For PostgreSQL's own account, where the tests run as root.
chmodSync(home, 0o755);
// Durable, as in production: this is the one place where it matters that a commit has reached the disk.
const start = () => startEmbeddedPostgres({ home, claim: 'visit' });

interface Diary {
  readonly acknowledged: Set<PostingId>;
  readonly unknown: Set<PostingId>;
}

/** The postmaster and all its children at once, without a word to any of them. */
async function killPostgres(ownerUrl: Secret): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl.reveal() });
  client.on('error', () => {});
  await client.connect();
  const { rows } = await client.query<{ folder: string; pids: number[] }>(
    "select current_setting('data_directory') as folder, array_agg(pid) as pids from pg_stat_activity",
  );
  const [postmaster = ''] = readFileSync(join(rows[0]?.folder ?? '', 'postmaster.pid'), 'utf8').split('\n');
  for (const pid of [Number(postmaster), ...(rows[0]?.pids ?? [])]) kill(pid);
  await client.end().catch(() => {});
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself when its parent did.
  }
}

async function keepPosting(
  writer: Writer,
  [from, to]: readonly [AccountId, AccountId],
  diary: Diary,
  enough: AbortSignal,
): Promise<void> {
  while (!enough.aborted) {
    const id = newPostingId();
    try {
      accepted(await writer.submit(transfer(from, to, 1, { id, reference: `crash:${id}` })));
      diary.acknowledged.add(id);
    } catch (thrown) {
      if (outcomeUnknown.is(thrown)) diary.unknown.add(id);
      else if (!databaseUnavailable.is(thrown)) throw thrown;
      await wait(20);
    }
  }
}

test('whatever was answered survives a kill of every PostgreSQL process, once; what is unknown resolves to one truth', async (t) => {
  let postgres = await start();
  const ownerUrl = new Secret(postgres.ownerUrl);
  const database = connect(await furnish(ownerUrl));
  after(async () => {
    await database.close();
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  });
  const writer = writerOn(database, { patienceMs: 500 });
  const pair = await openTwo(database);
  const diary: Diary = { acknowledged: new Set(), unknown: new Set() };
  const enough = new AbortController();
  const clients = Array.from({ length: 24 }, () => keepPosting(writer, pair, diary, enough.signal));

  after(() => enough.abort());

  for (let round = 0; round < rounds; round++) {
    const before = diary.acknowledged.size;
    await eventually('postings are answered', () => diary.acknowledged.size > before + 50, 20_000);
    await wait(Math.random() * 300);
    await killPostgres(ownerUrl);
    await postgres.stop();
    postgres = await start();
  }
  const before = diary.acknowledged.size;
  await eventually('postings are answered again', () => diary.acknowledged.size > before + 50, 20_000);
  enough.abort();
  await Promise.all(clients);

  const stored = await recordedIds(database);
  assert.deepEqual(
    [...diary.acknowledged].filter((id) => !stored.has(id)),
    [],
  );
  const settled = await Promise.all(
    [...diary.unknown].map((id) => writer.submit(transfer(...pair, 1, { id, reference: `crash:${id}` }))),
  );
  for (const [index, id] of [...diary.unknown].entries()) assert.equal(accepted(settled[index]).replayed, stored.has(id));
  assert.equal((await balance(database.db, pair[1]))?.posted, (await recordedIds(database)).size);
  await assertBooksRight(database);
  t.diagnostic(
    `kills=${rounds} acknowledged=${diary.acknowledged.size} lost=0 unknown=${diary.unknown.size} stored=${stored.size}`,
  );
  await writer.stop();
});
