import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { eventually, testDatabase } from '#test';
import { openTwo, transfer, writerOn } from '../test/books.ts';
import { readHeadsFile } from './heads-file.ts';
import { signHead } from './sign-head.ts';
import { sealAll, signer, temporaryHeadsFile } from './trial.ts';
import { verifyLedger } from './verify/verify.ts';

const database = await testDatabase();
const file = temporaryHeadsFile();
/** `npm run soak` asks for more. */
const rounds = Number(process.env['AKAWO_CRASH_ROUNDS'] ?? 3);
const postingsPerRound = 300;
const patienceMs = 20_000;

const verify = () => verifyLedger(database, { heads: { publicKey: signer.publicKey, outside: readHeadsFile(file) } });

async function countBlocks(): Promise<number> {
  const [row] = await database.owner<{ count: string }>('select count(*) from ledger.blocks');
  return Number(row?.count);
}

/** Lets a process seal and kills it somewhere in the middle, without a word. */
async function sealUntilKilled(): Promise<void> {
  const before = await countBlocks();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'seal-for-ever.trial.ts'), database.appUrl.reveal(), file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await eventually('blocks are sealed', async () => (await countBlocks()) > before + 10, patienceMs);
    await wait(Math.random() * 20);
  } finally {
    child.kill('SIGKILL');
  }
  const [code] = (await once(child, 'exit')) as [number | null];
  assert.equal(code, null, 'it was killed, and did not end by itself');
}

test('a sealer that is killed in the middle leaves a chain that is right, and the next one goes on with it', async (t) => {
  const pair = await openTwo(database);
  const writer = writerOn(database, { batchOrders: 20 });
  for (let round = 1; round <= rounds; round++) {
    await Promise.all(Array.from({ length: postingsPerRound }, () => writer.submit(transfer(...pair, 1))));
    await sealUntilKilled();
    const report = await verify();
    assert.deepEqual(report.findings, []);
    assert.ok(report.unsealed > 0, 'it was killed before it was done');
    t.diagnostic(`killed after ${report.blocks} blocks and ${report.heads} heads, ${report.unsealed} postings unsealed`);
    await sealAll(database, 100);
  }
  await writer.stop();

  const head = await signHead({ database, signer, file });
  const { findings, postings, unsealed } = await verify();
  assert.deepEqual({ findings, postings, unsealed }, { findings: [], postings: rounds * postingsPerRound, unsealed: 0 });
  assert.equal(head?.total, rounds * postingsPerRound);
});
