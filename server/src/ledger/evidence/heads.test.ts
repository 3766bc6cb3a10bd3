import assert from 'node:assert/strict';
import { appendFile, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { writerOn } from '../test/books.ts';
import { isSignedBy } from './head.ts';
import { readHeadsFile } from './heads-file.ts';
import { isHeadDue, signHead } from './sign-head.ts';
import { liveALittle, sealAll, signer, temporaryHeadsFile } from './trial.ts';

const database = await testDatabase();
const heads = { database, signer, file: temporaryHeadsFile() };

async function linesOf(file: string): Promise<unknown[]> {
  const lines: unknown[] = [];
  for await (const line of readHeadsFile(file)) lines.push(line);
  return lines;
}

test('there is nothing to sign before the first block, and then it is due', async () => {
  assert.equal(await signHead(heads), undefined);
  assert.equal(await isHeadDue(heads), false);
  await liveALittle(database, writerOn(database), 1);
  await sealAll(database);
  assert.equal(await isHeadDue(heads), true);
});

test('a head is signed, kept in the database and written to the file', async () => {
  const head = await signHead(heads);
  assert.ok(head !== undefined && isSignedBy(signer.publicKey, head));
  assert.equal(isSignedBy(signer.publicKey, { ...head, total: head.total + 1 }), false);
  const stored = await database.owner<{ signature: string }>("select encode(signature, 'hex') as signature from ledger.heads");
  assert.deepEqual(stored, [{ signature: head.signature }]);
  assert.deepEqual(await linesOf(heads.file), [head]);
  assert.equal(await isHeadDue(heads), false);
});

test('a head is due when the day in Lagos is over, and within the day when there are new blocks', async () => {
  const move = async (back: string) => {
    await database.owner('alter table ledger.heads disable trigger user');
    await database.owner(`update ledger.heads set signed_at = clock_timestamp() - interval '${back}'`);
    await database.owner('alter table ledger.heads enable always trigger heads_stay');
  };
  await move('25 hours');
  assert.equal(await isHeadDue(heads), true);
  await move('1 second');
  await liveALittle(database, writerOn(database), 1);
  await sealAll(database);
  const [{ is_today: isToday } = { is_today: false }] = await database.owner<{ is_today: boolean }>(`
    select (clock_timestamp() at time zone 'Africa/Lagos')::date = ((clock_timestamp() - interval '11 minutes') at time zone 'Africa/Lagos')::date
      as is_today
  `);
  if (isToday) assert.equal(await isHeadDue(heads), false);
  await move('11 minutes');
  assert.equal(await isHeadDue(heads), true);
});

test('a line that a crash cut off neither hides the next one nor stops anybody from reading', async () => {
  const before = await linesOf(heads.file);
  await appendFile(heads.file, '{"format":1,"blo');
  const head = await signHead(heads);
  assert.deepEqual(await linesOf(heads.file), [...before, { brokenLine: 2 }, head]);
  assert.ok((await readFile(heads.file, 'utf8')).endsWith('\n'));
});

test('a file that is not there has no heads', async () => {
  assert.deepEqual(await linesOf(`${heads.file}.none`), []);
});

test('blocks and heads cannot be changed or removed, and only what follows is added', async () => {
  const refused = (work: Promise<unknown>, code: string) => assert.rejects(work, { code });
  for (const table of ['blocks', 'heads']) {
    await refused(database.owner(`update ledger.${table} set format = 2`), '23001');
    await refused(database.owner(`delete from ledger.${table}`), '23001');
    await refused(database.owner(`truncate ledger.${table}`), '23001');
    await refused(database.owner(`set session_replication_role = replica; delete from ledger.${table}`), '23001');
    await database.owner('reset session_replication_role');
    await refused(database.owner(`set role akawo_app; insert into ledger.${table} default values`), '42501');
    await database.owner('reset role');
  }
  const zeros = "decode(repeat('00', 32), 'hex')";
  const ids = 'array[gen_random_uuid()]';
  const seal = (number: number) => `select ledger.seal(1, ${number}, ${zeros}, now(), 1, ${zeros}, ${zeros}, ${ids}, ${zeros})`;
  await refused(database.owner(seal(99)), '23000');
  await refused(database.owner(seal(1)), '23505');
  await refused(database.owner(`select ledger.record_head(1, 1, ${zeros}, 1, now(), decode(repeat('00', 64), 'hex'))`), '23000');
});
