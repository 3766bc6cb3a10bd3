import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { loadLocked, loadUnlocked } from './load.ts';
import { namesIn } from './names.ts';
import { accepted, newPostingId, openTwo, transfer, writerOn } from './test/books.ts';

const database = await testDatabase();
const { db, transact } = database;
const writer = writerOn(database);

test('an account whose latest entry is later than the clock, because that was set back, goes on from that entry', async () => {
  const [ada, bola] = await openTwo(database);
  const [first] = accepted(await writer.submit(transfer(ada, bola, 10))).postings;
  assert.ok(first !== undefined);
  await database.owner(`
    set session_replication_role = 'replica';
    update ledger.accounts set moved_at = moved_at + interval '1 hour' where id = '${ada}';
    reset session_replication_role`);

  const [second] = accepted(await writer.submit(transfer(bola, ada, 4))).postings;
  assert.equal(second?.recorded_at, Temporal.Instant.from(first.recorded_at).add({ hours: 1 }).toString());
});

test('a hold is read with its end as the posting gave it, locked or not', async () => {
  const [ada] = await openTwo(database);
  const id = newPostingId();
  const expires_at = Temporal.Instant.from('2046-11-20T09:00:00.1205Z');
  accepted(await writer.submit([{ kind: 'hold', id, reference: id, account: ada, amount: 10, expires_at }]));

  const names = namesIn([[{ kind: 'release', id: newPostingId(), reference: 'over', hold: id, because: 'released' }]]);
  const hold = {
    id,
    account_id: ada,
    amount: 10,
    captured: 0,
    released: 0,
    expires_at: '2046-11-20T09:00:00.1205Z',
    state: 'open',
  };
  assert.deepEqual((await loadUnlocked(db, names)).holds, [hold]);
  assert.deepEqual((await transact((tx) => loadLocked(tx, names))).holds, [hold]);
});
