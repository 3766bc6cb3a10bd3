import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { newId } from '#platform/id';
import { testDatabase } from '#test';
import { type AccountId, type AccountState } from './account.ts';
import { apply } from './apply.ts';
import { changesOf } from './changes.ts';
import { type Command, type Leg, type Order, type PostingId } from './command.ts';
import { decide } from './decide.ts';
import { freeze, setLimits } from './freeze.ts';
import { loadUnlocked } from './load.ts';
import { namesIn } from './names.ts';
import { openAccounts } from './open.ts';
import { type Outcome } from './outcome.ts';
import { accepted, assertBooksRight, openSome, transfer, writerOn } from './test/books.ts';
import { createStore } from './test/store.ts';
import { story, type Story } from './test/stories.ts';

const database = await testDatabase();
const longAgo = Temporal.Instant.from('2020-01-01T00:00:00Z');
const inAges = Temporal.Instant.from('2099-01-01T00:00:00Z');

/** How a story is told to the database: how many orders share a commit at most, to whom, and whether everything is said again at the end. */
const telling = fc.record({
  most: fc.integer({ min: 1, max: 25 }),
  how: fc.constantFrom('writer', 'writer', 'writers in turns', 'one transaction'),
  twice: fc.boolean(),
});

test('orders through one writer or two, in batches of any size, or in one transaction end as the pure core decides them one by one', async () => {
  await fc.assert(
    fc.asyncProperty(story, telling, async (told, { most, how, twice }) => {
      const { orders: once, accounts } = await begin(told);
      const orders = twice ? [...once, ...once] : once;
      const day = await today();
      const expected = decideAlone(accounts, orders);
      const outcomes = await tellAll(how, orders, most);
      fc.pre(day === (await today()));
      assert.deepEqual(outcomes.map(inBrief), expected.outcomes.map(inBrief));
      assert.deepEqual(await standings(accounts), expected.standings);
    }),
    { numRuns: 40 },
  );
  await assertBooksRight(database);
});

/** The story in this database: accounts of its own, with the balances that it begins with, and ids and times that are possible here. */
async function begin({ accounts: wanted, orders }: Story): Promise<{ orders: Order[]; accounts: readonly AccountState[] }> {
  const ids = new Map<string, string>();
  const tell = `story ${newId()} `;
  const writer = writerOn(database);
  for (const state of wanted) {
    const { currency, zone, floor, ceiling, daily_debit_cap, frozen_debits, frozen_credits, posted } = state;
    const [bank] = await openSome(database, 1, { currency });
    const [account] = await database.transact((tx) =>
      openAccounts(tx, [{ kind: 'wallet', owner: `${tell}${state.id}`, currency, zone, floor: null }]),
    );
    assert.ok(account !== undefined && bank !== undefined);
    ids.set(state.id, account.id);
    accepted(await writer.submit(posted > 0 ? transfer(bank, account.id, posted) : transfer(account.id, bank, -posted)));
    await database.transact(async (tx) => {
      const why = { by: 'the story', reason: 'it begins so' };
      await setLimits(tx, account.id, { floor, ceiling, daily_debit_cap }, why);
      if (frozen_debits) await freeze(tx, account.id, why, ['debits']);
      if (frozen_credits) await freeze(tx, account.id, why, ['credits']);
    });
  }
  await writer.stop();
  const renamed = orders.map(({ order }) => order.map((command) => rename(command, ids, tell)));
  const own = new Set(ids.values()) as Set<AccountId>;
  const { accounts } = await loadUnlocked(database.db, { ...namesIn([]), accounts: own });
  return { orders: renamed, accounts };
}

function rename(command: Command, ids: Map<string, string>, tell: string): Command {
  const own = <Name extends string>(id: Name): Name => {
    const known = ids.get(id) ?? newId<'postings'>();
    ids.set(id, known);
    return known as Name;
  };
  const legsOf = (legs: readonly Leg[]) => legs.map(({ account, amount }) => ({ account: own(account), amount }));
  const identity = { id: own(command.id), reference: `${tell}${command.reference}` };
  switch (command.kind) {
    case 'post':
      return { ...command, ...identity, legs: legsOf(command.legs) };
    case 'hold': {
      const { expires_at, ...rest } = command;
      const expiry = expires_at === undefined ? {} : { expires_at: expires_at.epochMilliseconds % 3 === 0 ? longAgo : inAges };
      return { ...rest, ...identity, ...expiry, account: own(command.account) };
    }
    case 'capture':
      return { ...command, ...identity, hold: own(command.hold), legs: legsOf(command.legs) };
    case 'release':
      return { ...command, ...identity, hold: own(command.hold) };
    case 'reverse': {
      const { legs, ...rest } = command;
      return { ...rest, ...identity, of: own(command.of), ...(legs !== undefined && { legs: legsOf(legs) }) };
    }
  }
}

function decideAlone(accounts: readonly AccountState[], orders: readonly Order[]) {
  const store = createStore(accounts);
  const at = Temporal.Now.instant();
  const outcomes = orders.map((order) => {
    const book = store.loadBook();
    const outcome = decide(book, order, at);
    store.write(changesOf(book));
    return outcome;
  });
  return { outcomes, standings: [...store.accounts.values()].map(standingOf).toSorted(byId) };
}

async function tellAll(
  how: 'writer' | 'writers in turns' | 'one transaction',
  orders: readonly Order[],
  batchOrders: number,
): Promise<readonly Outcome[]> {
  if (how === 'writer') return submitAll(orders, batchOrders);
  if (how === 'writers in turns') return submitInTurns(orders);
  const requests = orders.map((order) => ({ order }));
  return database.transact((tx) => apply(tx, requests));
}

async function submitAll(orders: readonly Order[], batchOrders: number): Promise<Outcome[]> {
  const writer = writerOn(database, { lanes: 1, batchOrders });
  const outcomes = await Promise.all(orders.map((order) => writer.submit(order)));
  await writer.stop();
  return outcomes;
}

/** Each writer remembers what the other one has moved since. */
async function submitInTurns(orders: readonly Order[]): Promise<Outcome[]> {
  const writers = [writerOn(database), writerOn(database)] as const;
  const outcomes: Outcome[] = [];
  for (const [turn, order] of orders.entries()) outcomes.push(await writers[turn % 2 === 0 ? 0 : 1].submit(order));
  await Promise.all(writers.map((writer) => writer.stop()));
  return outcomes;
}

async function standings(accounts: readonly AccountState[]) {
  const now = await loadUnlocked(database.db, { ...namesIn([]), accounts: new Set(accounts.map(({ id }) => id)) });
  return now.accounts.map(standingOf).toSorted(byId);
}

function standingOf({ id, posted, held, sequence, debited, debited_on }: AccountState) {
  return { id, posted, held, sequence, debited, debited_on };
}

function byId({ id: left }: { id: string }, { id: right }: { id: string }): number {
  return left < right ? -1 : 1;
}

/** Everything but the times, which only the database knows. */
function inBrief(outcome: Outcome): unknown {
  if (outcome.kind === 'refused') return outcome;
  const postings = outcome.postings.map(({ id, kind, reference, fingerprint, hold_id, reverses, metadata, entries }) => ({
    id: id satisfies PostingId,
    kind,
    reference,
    fingerprint,
    hold_id,
    reverses,
    metadata,
    entries,
  }));
  return { ...outcome, postings };
}

/** In the zone where it ends last; a story that a midnight falls into is not told. */
async function today(): Promise<string> {
  const { rows } = await sql<{ days: string }>`
    select string_agg((clock_timestamp() at time zone zone)::date::text, ' ') as days
    from unnest(array['Africa/Lagos', 'Africa/Nairobi', 'America/New_York']) zone
  `.execute(database.db);
  return rows[0]?.days ?? '';
}
