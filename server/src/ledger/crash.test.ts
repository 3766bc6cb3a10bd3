import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { testDatabase } from '#test';
import { type AccountId } from './account.ts';
import { type PostingId } from './command.ts';
import { balance } from './queries.ts';
import { accepted, assertBooksRight, openTwo, recordedIds, transfer, writerOn } from './test/books.ts';

const database = await testDatabase();
/** `npm run soak` asks for more. */
const rounds = Number(process.env['AKAWO_CRASH_ROUNDS'] ?? 3);

interface Diary {
  readonly asked: readonly PostingId[];
  readonly accepted: readonly PostingId[];
}

/** Lets a process post and kills it somewhere in the middle, without a word. */
async function postUntilKilled(from: AccountId, to: AccountId): Promise<Diary> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'test/post-for-ever.ts'), database.appUrl.reveal(), from, to],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const said = text(child.stdout);
  await once(child.stdout, 'data');
  await wait(100 + Math.random() * 200);
  child.kill('SIGKILL');
  const [code] = (await once(child, 'exit')) as [number | null];
  assert.equal(code, null, 'it was killed, and did not end by itself');
  const lines = (await said).split('\n').map((line) => line.split(' '));
  const idsAfter = (word: string) =>
    lines.filter(([first]) => first === word).flatMap(([, id]) => (id?.length === 36 ? [id as PostingId] : []));
  return { asked: idsAfter('asked'), accepted: idsAfter('accepted') };
}

test('whatever a killed process had been answered is there once, and whatever it had not may be asked again', async () => {
  const [from, to] = await openTwo(database);
  const writer = writerOn(database);
  let acknowledged = 0;
  let asked = 0;
  for (let round = 0; round < rounds; round++) {
    const diary = await postUntilKilled(from, to);
    const stored = await recordedIds(database);
    assert.deepEqual(
      diary.accepted.filter((id) => !stored.has(id)),
      [],
    );
    const again = await Promise.all(
      diary.asked.map((id) => writer.submit(transfer(from, to, 1, { id, reference: `test:${id}` }))),
    );
    // The server may still have carried out a last batch when we looked, so only this direction is certain.
    for (const [index, outcome] of again.entries()) {
      const wasThere = stored.has(diary.asked[index] ?? ('' as PostingId));
      assert.ok(accepted(outcome).replayed || !wasThere);
    }
    asked += diary.asked.length;
    acknowledged += diary.accepted.length;
    assert.equal((await balance(database.db, to))?.posted, asked);
  }
  assert.ok(acknowledged > rounds * 10, `only ${acknowledged} postings were answered before the end`);
  await assertBooksRight(database);
  await writer.stop();
});
