import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { connect, testDatabase } from '#test';
import { writerOn } from '../../test/books.ts';
import { readHeadsFile } from '../heads-file.ts';
import { createBlockSealer } from '../seal-block.ts';
import { signHead } from '../sign-head.ts';
import { liveALittle, sealAll, signer, temporaryHeadsFile } from '../trial.ts';
import { edits, removals } from './edits.trial.ts';
import { inventions } from './inventions.trial.ts';
import { unlock } from './mutation.trial.ts';
import { type OutsideHead } from './heads.ts';
import { type LedgerReport } from './report.ts';
import { cuts, rewrites } from './rewrites.trial.ts';
import { verifyLedger, verifySnapshot } from './verify.ts';

const database = await testDatabase();
const superuser = connect(database.ownerUrl, { connections: 2 });
after(() => superuser.close());
const file = temporaryHeadsFile();
const mutations = [...edits, ...removals, ...inventions, ...cuts, ...rewrites];
const heads = () => ({ publicKey: signer.publicKey, outside: readHeadsFile(file) });
const rounds = Number(process.env['AKAWO_MUTATIONS'] ?? 100);

before(async () => {
  const writer = writerOn(database);
  const live = async (count: number) => {
    await liveALittle(database, writer, count);
    await sealAll(database, 5);
  };
  await live(2);
  await signHead({ database, signer, file });
  await database.owner('create schema older');
  for (const table of ['postings', 'entries', 'accounts', 'holds', 'blocks', 'heads'])
    await database.owner(`create table older.${table} as select * from ledger.${table}`);
  await live(2);
  await signHead({ database, signer, file });
  await live(1);
  await signHead({ database, signer, file });
});

test('nothing is wrong with a ledger that nobody has tampered with', async () => {
  const report = await verifyLedger(database, { heads: heads() });
  assert.deepEqual(report.findings, []);
  const { postings, entries, accounts, holds, heads: signed, unsealed } = report;
  assert.deepEqual(
    { postings, entries, accounts, holds, signed, unsealed },
    {
      postings: 28,
      entries: 48,
      accounts: 18,
      holds: 5,
      signed: 3,
      unsealed: 0,
    },
  );
});

test('postings that are not sealed yet are checked too, and counted', async () => {
  await superuser
    .transact(async (tx) => {
      await unlock(tx);
      await sql`delete from ledger.heads`.execute(tx);
      await sql`delete from ledger.blocks`.execute(tx);
      const report = await verifySnapshot(tx, { publicKey: signer.publicKey, outside: [] });
      assert.equal(report.unsealed, 28);
      assert.deepEqual(report.findings, []);
      throw new Error('as before');
    })
    .catch((thrown: unknown) => assert.equal((thrown as Error).message, 'as before'));
});

test('nothing is wrong with a ledger while it is written, sealed and signed', async () => {
  const busy = await testDatabase();
  const busyFile = temporaryHeadsFile();
  const writer = writerOn(busy);
  const blocks = createBlockSealer(busy, 10);
  const verified = new AbortController();
  const verifying = async () => {
    for (let times = 0; times < 4; times++) {
      const outside = readHeadsFile(busyFile);
      const { findings } = await verifyLedger(busy, { heads: { publicKey: signer.publicKey, outside } });
      assert.deepEqual(findings, []);
    }
  };
  const working = async () => {
    while (!verified.signal.aborted) {
      await liveALittle(busy, writer, 1);
      await blocks.sealNext();
      await signHead({ database: busy, signer, file: busyFile });
    }
  };
  await Promise.all([verifying().finally(() => verified.abort()), working()]);
});

interface Trial {
  readonly name: string;
  readonly report: LedgerReport;
  readonly placed: boolean;
}

/** The ledger is as before afterwards. */
async function tryMutation(number: number, draw: number, outside: readonly OutsideHead[]): Promise<Trial> {
  const mutation = mutations[number % mutations.length];
  assert.ok(mutation !== undefined);
  const tx = await superuser.db.startTransaction().execute();
  try {
    await unlock(tx);
    const isPlace = await mutation.apply(tx, draw);
    const report = await verifySnapshot(tx, { publicKey: signer.publicKey, outside });
    return { name: `${mutation.name} (${draw})`, report, placed: report.findings.some(isPlace) };
  } finally {
    await tx.rollback().execute();
  }
}

test(`whatever a superuser changes, ${rounds} times something else, is found and placed`, async (t) => {
  const outside: OutsideHead[] = [];
  for await (const head of readHeadsFile(file)) outside.push(head);
  const trials: Trial[] = [];
  for (let number = 0; number < rounds; number++) trials.push(await tryMutation(number, number * 31 + 7, outside));
  const detected = trials.filter(({ report }) => report.findingCount > 0);
  const placed = trials.filter((trial) => trial.placed);
  t.diagnostic(`mutations=${trials.length} detected=${detected.length} located=${placed.length}`);
  assert.deepEqual(
    trials.filter(({ report }) => report.findingCount === 0).map(({ name }) => name),
    [],
  );
  assert.deepEqual(
    trials.filter((trial) => !trial.placed).map(({ name, report }) => [name, report.findings]),
    [],
  );
});
