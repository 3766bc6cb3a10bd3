import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAccounts } from '#ledger';
import { enqueue } from '#platform/jobs';
import { eventually, testDatabase } from '#test';
import { keepWalletsJob } from '../jobs.ts';
import { said } from '../test/said.ts';
import { hire } from '../test/staff.ts';
import { openWorld, type TestPerson } from '../test/world.ts';
import { type Transaction, type TransactionId } from '../transaction.ts';
import { type ParkedInflow } from './list-parked.ts';
import { createReleases } from './release-parked.ts';

const ceiling = 30_000_000;
const patienceMs = 8_000;
const database = await testDatabase();
const world = await openWorld(database);
const { ask, join, send, balanceOf } = world;
const { akawo } = world;
const staff = await hire(world, database);
const payer = await join({ money: 400_000_000, tier: 3 });

/** Somebody of the first tier in whose wallet there is this much room. */
const joinWithRoom = (room: number) => join({ money: ceiling - room });

async function pay(person: TestPerson, amount: number): Promise<TransactionId> {
  const told = await send(payer, { amount, wallet_number: person.wallet.number });
  assert.equal(told.status, 201);
  return said<{ id: TransactionId }>(told).id;
}

interface Released {
  readonly released: readonly string[];
  readonly waiting: number;
  readonly waiting_amount: number;
}

interface Page {
  readonly data: readonly ParkedInflow[];
  readonly next_cursor: string | null;
}

const release = async (person: TestPerson) => said<Released>(await ask(person, { path: '/wallet/parked/release' }));
const pageOf = async (person: TestPerson, query = '') =>
  said<Page>(await ask(person, { method: 'GET', path: `/wallet/parked${query}` }));
const waiting = async (person: TestPerson) => (await pageOf(person)).data.map(({ transaction_id }) => transaction_id);

async function assertNothingLost(): Promise<void> {
  assert.deepEqual(await database.owner('select currency from ledger.accounts group by currency having sum(posted) <> 0'), []);
  const [sums] = await database.owner<{ suspense: string; parked: string }>(`
    select
      (select coalesce(sum(posted), 0) from ledger.accounts where kind = 'suspense') as suspense,
      (select coalesce(sum(amount), 0) from wallet.parked_inflows where released_at is null) as parked`);
  assert.equal(sums?.suspense, sums?.parked, 'suspense holds what waits, to the kobo');
}

test('what is over the ceiling waits, is listed, and the payer learns nothing of it', async () => {
  const ada = await joinWithRoom(100_000);
  const told = await send(payer, { amount: 100_001, wallet_number: ada.wallet.number });
  const { id: transaction_id, reference, status } = said<Transaction>(told);
  assert.equal(status, 'success');
  assert.ok(!told.text.includes('parked'));
  assert.equal(await balanceOf(ada), ceiling - 100_000);
  const [listed] = (await pageOf(ada)).data;
  assert.ok(listed !== undefined);
  const { parked_at, ...inflow } = listed;
  assert.ok(Temporal.Instant.from(parked_at).epochMilliseconds > 0);
  const [{ name } = { name: '' }] = await database.owner<{ name: string }>(
    "select first_name || ' ' || last_name as name from identity.people where id = $1",
    [payer.id],
  );
  assert.deepEqual(inflow, { transaction_id, reference, amount: 100_001, currency: 'NGN', sender_name: name });
  assert.deepEqual(await release(ada), { released: [], waiting: 1, waiting_amount: 100_001 });
  assert.deepEqual(await waiting(payer), []);
  await pay(ada, 100_000);
  assert.equal(await balanceOf(ada), ceiling, 'what fits to the kobo comes in at once');
  await assertNothingLost();
});

test('twenty who let the same money in at the same time, from different rows of suspense, let it in once', async () => {
  const [left, right] = await database.transact((tx) =>
    openAccounts(
      tx,
      [1_001, 1_002].map((stripe) => ({ kind: 'suspense', owner: null, currency: 'NGN', stripe, floor: null })),
    ),
  );
  assert.ok(left !== undefined && right !== undefined);
  const elsewhere = [left, right].map(({ id }) =>
    createReleases({
      db: database.db,
      writer: akawo.modules.ledger,
      systemAccounts: async () => ({ fees: id, vat: id, stamp_duty: id, suspense: id }),
    }),
  );
  for (let round = 0; round < 5; round += 1) {
    const ada = await joinWithRoom(0);
    const id = await pay(ada, 700_000);
    await send(ada, { amount: 1_000_000, wallet_number: payer.wallet.number });
    const released = await Promise.all(
      Array.from({ length: 20 }, async (_, racer): Promise<readonly string[]> =>
        racer % 2 === 0 ? (await release(ada)).released : ((await elsewhere[(racer >> 1) % 2]?.(ada.wallet.id)) ?? []),
      ),
    );
    assert.deepEqual(released.flat(), [id]);
    const [row] = await database.owner(
      `select t.parked_at, t.receiver_balance_after::int as balance, i.released_at is not null as released,
         (select count(*)::int from ledger.entries where account_id = $2 and posting_id = i.release_posting_id) as entries,
         (select count(*)::int from ledger.postings where reference = 'released:' || t.id) as postings,
         (select array_agg(step) from wallet.transaction_steps where transaction_id = t.id and step = 'released') as steps
       from wallet.transactions t join wallet.parked_inflows i on i.transaction_id = t.id where t.id = $1`,
      [id, ada.wallet.account],
    );
    const balance = await balanceOf(ada);
    assert.deepEqual(row, { parked_at: null, balance, released: true, entries: 1, postings: 1, steps: ['released'] });
    const told = await database.owner<{ type: string; data: { people?: string[]; change?: string } }>(
      "select type, data from platform.events where subject in ($1, $2) and type in ('transaction.updated', 'wallet.updated') order by id",
      [id, ada.wallet.id],
    );
    assert.equal(told.filter(({ data }) => data.change === 'inflow_released').length, 1);
    const updates = told.filter(({ type }) => type === 'transaction.updated');
    assert.deepEqual(
      updates.map(({ data }) => data.people?.toSorted()),
      [[payer.id, ada.id].toSorted(), [payer.id, ada.id].toSorted()],
    );
  }
  await assertNothingLost();
});

test('what came first is let in first, and what fits does not wait for what does not', async () => {
  const ada = await joinWithRoom(0);
  const [first, second, third] = [await pay(ada, 300_000), await pay(ada, 200_000), await pay(ada, 100_000)];
  assert.deepEqual(await waiting(ada), [first, second, third]);
  const page = await pageOf(ada, '?limit=2');
  assert.equal(page.data.length, 2);
  const madeUp = Buffer.from(JSON.stringify(['0000-01-01T00:00:00Z', third])).toString('base64url');
  const refused = await world.ask(ada, { method: 'GET', path: `/wallet/parked?cursor=${madeUp}` });
  assert.deepEqual([refused.status, refused.json.code], [400, 'invalid_cursor']);
  const next = await pageOf(ada, `?limit=2&cursor=${page.next_cursor}`);
  assert.deepEqual([next.data.map(({ transaction_id }) => transaction_id), next.next_cursor], [[third], null]);
  await send(ada, { amount: 440_000, wallet_number: payer.wallet.number });
  assert.deepEqual((await release(ada)).released, [first, third]);
  assert.deepEqual(await waiting(ada), [second]);
  await send(ada, { amount: 200_000, wallet_number: payer.wallet.number });
  assert.deepEqual(await release(ada), { released: [second], waiting: 0, waiting_amount: 0 });
  await assertNothingLost();
});

test('a hundred payments into the last room let in what fits to the kobo and lose none', async () => {
  const ada = await joinWithRoom(1_000_000);
  const paid = await Promise.all(Array.from({ length: 100 }, (_, index) => pay(ada, 20_000 + index)));
  assert.equal(new Set(paid).size, 100);
  const balance = await balanceOf(ada);
  assert.ok(balance <= ceiling);
  const [{ parked } = { parked: '' }] = await database.owner<{ parked: string }>(
    'select sum(amount) as parked from wallet.parked_inflows where wallet_id = $1',
    [ada.wallet.id],
  );
  assert.equal(balance + Number(parked), ceiling - 1_000_000 + 100 * 20_000 + (100 * 99) / 2);
  await assertNothingLost();
});

test('nothing comes into a wallet into which nothing may come', async () => {
  const ada = await joinWithRoom(0);
  const id = await pay(ada, 300_000);
  await send(ada, { amount: 1_000_000, wallet_number: payer.wallet.number });
  const path = `/admin/wallets/${ada.wallet.id}`;
  await ask(staff.support, { path: `${path}/lock`, body: { reason: 'looking into it', incoming: true } });
  assert.deepEqual(await release(ada), { released: [], waiting: 1, waiting_amount: 300_000 });
  await ask(staff.support, { path: `${path}/unlock`, body: { reason: 'all is well' } });
  assert.deepEqual((await release(ada)).released, [id]);
});

test('an hour later at the latest somebody looks', async () => {
  const ada = await joinWithRoom(0);
  await pay(ada, 300_000);
  await send(ada, { amount: 1_000_000, wallet_number: payer.wallet.number });
  await akawo.database.transact((tx) => enqueue(tx, keepWalletsJob, {}));
  await eventually('it came in', async () => (await waiting(ada)).length === 0, patienceMs);
});

test('money that leaves, and a higher tier, let in by themselves what waits', async () => {
  akawo.modules.wallet.readEvents(akawo.events);
  const [ada, bola] = [await joinWithRoom(0), await joinWithRoom(0)];
  await Promise.all([pay(ada, 300_000), pay(bola, 9_000_000)]);
  await send(ada, { amount: 1_000_000, wallet_number: payer.wallet.number });
  await eventually('there was room after she paid', async () => (await waiting(ada)).length === 0, patienceMs);
  assert.equal((await waiting(bola)).length, 1);
  await staff.promote(bola.id, 2);
  await eventually('the second tier has room', async () => (await waiting(bola)).length === 0, patienceMs);
  assert.equal(await balanceOf(bola), ceiling + 9_000_000);
  await assertNothingLost();
});
