import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import { Registry } from 'prom-client';
import { type Tx } from '#platform/db';
import { connect, testDatabase } from '#test';
import { type AccountId } from './account.ts';
import { along, type Companion } from './along.ts';
import { type CaptureCommand, type HoldCommand, type Order, type PostingId, type ReleaseCommand } from './command.ts';
import { freeze, setLimits, unfreeze } from './freeze.ts';
import { type Outcome } from './outcome.ts';
import { balance } from './queries.ts';
import { accepted, assertBooksRight, newPostingId, openSome, openTwo, refusal, transfer, writerOn } from './test/books.ts';
import { type WriterOptions } from './writer.ts';

const database = await testDatabase();
/** Another process, as far as the database can tell. */
const elsewhere = connect(database.appUrl, { connections: 2 });
const there = writerOn(elsewhere);
const staff = { by: 'the staff', reason: 'to see' };

let bank: AccountId;

before(async () => {
  [bank] = (await openSome(database, 1)) as [AccountId];
  await database.owner("create table public.notes (said text not null check (said <> 'never'))");
  await database.owner('grant select, insert on public.notes to akawo_app');
});

/** A writer that says what it decided its orders on. */
function watchedWriter(changes: Partial<WriterOptions> = {}) {
  const registry = new Registry();
  const writer = writerOn(database, { registry, lanes: 1, ...changes });
  const valuesOf = async (name: string) => (await registry.getSingleMetric(`akawo_ledger_${name}_total`)?.get())?.values ?? [];
  return {
    ...writer,
    async counts() {
      const decided = await valuesOf('decided_orders');
      const from = (source: string) => decided.find(({ labels }) => labels['from'] === source)?.value ?? 0;
      const [outOfDate] = await valuesOf('out_of_date_batches');
      return { memory: from('memory'), database: from('database'), outOfDate: outOfDate?.value ?? 0 };
    },
  };
}

/** An account with that much in it, which the writer remembers; its counterpart moves with it. */
async function remember(
  { submit }: Pick<ReturnType<typeof watchedWriter>, 'submit'>,
  amount: number,
  terms: Parameters<typeof openTwo>[1] = { floor: 0 },
): Promise<[account: AccountId, counterpart: AccountId]> {
  const [counterpart] = (await openSome(database, 1)) as [AccountId];
  const [account] = (await openSome(database, 1, terms)) as [AccountId];
  accepted(await submit(transfer(counterpart, account, amount)));
  return [account, counterpart];
}

function held(account: AccountId, amount: number): HoldCommand {
  const id = newPostingId();
  return { kind: 'hold', id, reference: `hold ${id}`, account, amount };
}

function captured(hold: HoldCommand, to: AccountId, amount: number): [CaptureCommand] {
  const [{ id, reference, legs }] = transfer(hold.account, to, amount);
  return [{ kind: 'capture', id, reference, hold: hold.id, legs }];
}

function released({ id: hold }: HoldCommand): [ReleaseCommand] {
  const id = newPostingId();
  return [{ kind: 'release', id, reference: `release ${id}`, hold, because: 'released' }];
}

const inBrief = (outcome: Outcome) => (outcome.kind === 'accepted' ? outcome.replayed : refusal(outcome));
const postedOf = async (account: AccountId) => (await balance(database.db, account))?.posted;

/** What moved the account, in the order in which it did. */
async function historyOf(account: AccountId): Promise<readonly PostingId[]> {
  const { rows } = await sql<{ posting_id: PostingId }>`
    select posting_id from ledger.entries where account_id = ${account} order by sequence
  `.execute(database.db);
  return rows.map(({ posting_id }) => posting_id);
}

test('accounts and holds that have just moved are neither read nor locked again', async () => {
  const writer = watchedWriter();
  const [ada, bola] = await remember(writer, 100);
  const [stranger] = await openSome(database, 1);
  assert.ok(stranger !== undefined);
  const hold = held(ada, 40);
  await database.owner('revoke execute on function ledger.lock_accounts from akawo_app');
  try {
    for (const order of [transfer(ada, bola, 10), [hold], captured(hold, bola, 15), released(hold), transfer(ada, bola, 75)])
      accepted(await writer.submit(order));
    assert.deepEqual(await writer.counts(), { memory: 5, database: 1, outOfDate: 0 });
    await assert.rejects(writer.submit(transfer(bola, stranger, 1)), /permission denied/);
  } finally {
    await database.owner('grant execute on function ledger.lock_accounts to akawo_app');
  }
  assert.deepEqual(await balance(database.db, bola), { posted: 0, held: 0, available: 0 });
});

test('what staff did to an account in the meantime is heeded at once', async () => {
  type Accounts = readonly [ada: AccountId, bola: AccountId];
  const cases: readonly [
    code: string,
    change: (tx: Tx, ada: AccountId) => Promise<void>,
    order: (accounts: Accounts) => Order,
  ][] = [
    ['account_frozen', (tx, ada) => freeze(tx, ada, staff, ['debits']), ([ada, bola]) => transfer(ada, bola, 1)],
    ['account_frozen', (tx, ada) => freeze(tx, ada, staff, ['debits']), ([ada]) => [held(ada, 1)]],
    ['account_frozen', (tx, ada) => freeze(tx, ada, staff, ['credits']), ([ada, bola]) => transfer(bola, ada, 1)],
    ['insufficient_funds', (tx, ada) => setLimits(tx, ada, { floor: 50 }, staff), ([ada, bola]) => transfer(ada, bola, 51)],
    ['ceiling_exceeded', (tx, ada) => setLimits(tx, ada, { ceiling: 120 }, staff), ([ada, bola]) => transfer(bola, ada, 21)],
    [
      'daily_cap_exceeded',
      (tx, ada) => setLimits(tx, ada, { daily_debit_cap: 30 }, staff),
      ([ada, bola]) => transfer(ada, bola, 31),
    ],
    ['daily_cap_exceeded', (tx, ada) => setLimits(tx, ada, { daily_debit_cap: 30 }, staff), ([ada]) => [held(ada, 31)]],
  ];
  for (const [code, change, order] of cases) {
    const writer = watchedWriter();
    const accounts = await remember(writer, 100, { floor: 0, ceiling: 500, daily_debit_cap: 400 });
    const [chidi, dayo] = await remember(writer, 100);
    await database.transact((tx) => change(tx, accounts[0]));
    const [outcome, neighbour] = await Promise.all([writer.submit(order(accounts)), writer.submit(transfer(chidi, dayo, 1))]);
    assert.equal(refusal(outcome), code);
    accepted(neighbour);
    assert.deepEqual(await writer.counts(), { memory: 2, database: 2, outOfDate: 1 }, code);
  }
});

test('a freeze that was set or lifted in the meantime lets pass what may pass', async () => {
  const writer = watchedWriter();
  const [ada, bola] = await remember(writer, 100);
  const hold = held(ada, 40);
  accepted(await writer.submit([hold]));
  await database.transact((tx) => freeze(tx, ada, staff));
  accepted(await writer.submit(transfer(ada, bola, 10, { despite_freeze: true })));
  accepted(await writer.submit(released(hold)));
  assert.deepEqual(await writer.counts(), { memory: 3, database: 1, outOfDate: 0 });
  assert.equal(refusal(await writer.submit(transfer(ada, bola, 10))), 'account_frozen');
  await database.transact((tx) => unfreeze(tx, ada, staff));
  accepted(await writer.submit(transfer(ada, bola, 90)));
});

test('money that another process brought can be spent at once, and money that it took cannot be spent again', async () => {
  const writer = watchedWriter();
  const [ada, bola] = await remember(writer, 10);
  accepted(await there.submit(transfer(bola, ada, 90)));
  accepted(await writer.submit(transfer(ada, bola, 100)));
  assert.deepEqual(await writer.counts(), { memory: 0, database: 2, outOfDate: 0 });

  const [chidi, dayo] = await remember(writer, 10);
  accepted(await there.submit(transfer(chidi, dayo, 4)));
  assert.equal(refusal(await writer.submit(transfer(chidi, dayo, 10))), 'insufficient_funds');
  assert.deepEqual(await writer.counts(), { memory: 1, database: 3, outOfDate: 1 });
  accepted(await writer.submit(transfer(chidi, dayo, 6)));
});

test('an account that another process moved to and fro is not where it was, although there is as much in it', async () => {
  const writer = watchedWriter();
  const [ada, bola] = await remember(writer, 10);
  for (const order of [transfer(ada, bola, 5), transfer(bola, ada, 5)]) accepted(await there.submit(order));
  const [posting] = accepted(await writer.submit(transfer(ada, bola, 1))).postings;
  assert.deepEqual(
    posting?.entries.map(({ sequence }) => sequence),
    [4, 4],
  );
  assert.equal((await writer.counts()).outOfDate, 1);
});

test('of what two processes want to spend at once, as much is spent as there is', async () => {
  const writer = watchedWriter();
  const [ada, bola] = await remember(writer, 25);
  const orders = Array.from({ length: 60 }, () => transfer(ada, bola, 1));
  const outcomes = await Promise.all(orders.map((order, index) => (index % 2 === 0 ? writer : there).submit(order)));
  assert.equal(outcomes.filter(({ kind }) => kind === 'accepted').length, 25);
  assert.ok(outcomes.every((outcome) => outcome.kind === 'accepted' || refusal(outcome) === 'insufficient_funds'));
  assert.equal(await postedOf(ada), 0);
});

test('a hold that another process captured or released is not captured again', async () => {
  const cases: readonly [code: string, meanwhile: (hold: HoldCommand, to: AccountId) => Order][] = [
    ['hold_over', (hold, to) => captured(hold, to, 10)],
    ['hold_over', released],
    ['capture_too_large', (hold, to) => captured(hold, to, 6)],
  ];
  for (const [code, meanwhile] of cases) {
    const writer = watchedWriter();
    const [ada, bola] = await remember(writer, 50);
    const hold = held(ada, 10);
    accepted(await writer.submit([hold]));
    accepted(await there.submit(meanwhile(hold, bola)));
    assert.equal(refusal(await writer.submit(captured(hold, bola, 5))), code);
    assert.deepEqual(await writer.counts(), { memory: 2, database: 1, outOfDate: 1 }, code);
  }
});

test('a repetition hears its first answer, whether or not memory would accept it by now', async () => {
  const writer = watchedWriter();
  const [ada, bola] = await remember(writer, 100);
  const order = transfer(ada, bola, 60);
  const first = accepted(await writer.submit(order));
  const replayed: unknown = JSON.parse(JSON.stringify({ ...first, replayed: true }));
  const again = async (repetition: Order): Promise<unknown> => JSON.parse(JSON.stringify(await writer.submit(repetition)));

  assert.equal(refusal(await writer.submit(transfer(ada, bola, 60))), 'insufficient_funds');
  assert.deepEqual(await again(order), replayed);
  accepted(await writer.submit(transfer(bola, ada, 60)));
  const { memory } = await writer.counts();
  assert.deepEqual(await again(order), replayed);
  assert.deepEqual(await again([{ ...order[0], id: newPostingId() }]), replayed);
  assert.equal(refusal(await writer.submit(transfer(ada, bola, 2, { id: order[0].id }))), 'posting_conflict');
  const twice = transfer(ada, bola, 1);
  assert.deepEqual((await Promise.all([writer.submit(twice), writer.submit(twice)])).map(inBrief), [false, true]);
  assert.deepEqual(await writer.counts(), { memory: memory + 5, database: 3, outOfDate: 0 });

  const told = transfer(bola, ada, 1);
  accepted(await there.submit(told));
  assert.equal(inBrief(await writer.submit(told)), true);
  assert.equal(await postedOf(ada), 100);
});

/** As one batch: orders that memory can decide, more of them so that it is worth while, and orders that it cannot. */
async function submitTogether(
  writer: ReturnType<typeof watchedWriter>,
  batch: { readonly remembered?: readonly Order[]; readonly others: readonly Order[] },
): Promise<void> {
  const [emeka, funke] = await remember(writer, 100);
  const remembered = [...batch.others.map(() => transfer(emeka, funke, 1)), ...(batch.remembered ?? [])];
  const { memory } = await writer.counts();
  const outcomes = await Promise.all([...remembered, ...batch.others].map((order) => writer.submit(order)));
  for (const outcome of outcomes) accepted(outcome);
  assert.equal((await writer.counts()).memory - memory, remembered.length);
}

test('an order that memory cannot decide overtakes nobody and is not overtaken, nor is one that waits behind it', async () => {
  const writer = watchedWriter();
  const [ada] = await remember(writer, 1);
  const [bola, chidi] = await remember(writer, 50);
  const [dayo] = await remember(writer, 50);
  accepted(await there.submit(transfer(bank, ada, 99)));
  const remembered = [transfer(bola, chidi, 10)];
  const others = [transfer(ada, bola, 100), transfer(bola, chidi, 10), transfer(chidi, dayo, 10)];
  await submitTogether(writer, { remembered, others });
  const [first, second, third, fourth] = [...remembered, ...others].map(([{ id }]) => id);
  assert.deepEqual((await historyOf(bola)).slice(-3), [first, second, third]);
  assert.deepEqual((await historyOf(chidi)).slice(-3), [first, third, fourth]);
});

test('a release and a reversal, which name no account, are not overtaken either', async () => {
  const writer = watchedWriter();
  const [ada, bola] = await remember(writer, 50);
  const hold = held(ada, 40);
  accepted(await there.submit([hold]));
  const release = released(hold);
  const afterRelease = transfer(ada, bola, 10);
  await submitTogether(writer, { others: [release, afterRelease] });
  assert.deepEqual((await historyOf(ada)).slice(-2), [release[0].id, afterRelease[0].id]);

  const [chidi, dayo] = await remember(writer, 50);
  const [paid] = transfer(chidi, dayo, 20);
  accepted(await writer.submit([paid]));
  const id = newPostingId();
  const reversal: Order = [{ kind: 'reverse', id, reference: `reversal ${id}`, of: paid.id }];
  const afterReversal = transfer(chidi, dayo, 10);
  await submitTogether(writer, { others: [reversal, afterReversal] });
  assert.deepEqual((await historyOf(chidi)).slice(-2), [id, afterReversal[0].id]);
});

test('what goes along with remembered orders is written once for all of them, and harms only its own order if it fails', async () => {
  const writer = watchedWriter();
  const [ada, bola] = await remember(writer, 100);
  const calls: (readonly string[])[] = [];
  const note: Companion<string> = async (tx, items) => {
    const said = items.map(({ item }) => item);
    calls.push(said);
    await sql`insert into public.notes (said) select unnest(${said}::text[])`.execute(tx);
  };
  const tell = (...words: readonly string[]) =>
    Promise.allSettled(words.map((word) => writer.submit(transfer(ada, bola, 1), [along(note, word)])));
  const notes = async () =>
    (await database.owner<{ said: string }>('delete from public.notes returning said')).map(({ said }) => said).toSorted();

  await tell('one', 'two', 'three');
  assert.deepEqual([calls, await notes()], [[['one', 'two', 'three']], ['one', 'three', 'two']]);

  const results = await tell('four', 'never', 'five');
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(await notes(), ['five', 'four']);
  assert.equal((await writer.counts()).memory, 6);

  accepted(await there.submit(transfer(bola, ada, 1)));
  await tell('six', 'seven');
  assert.deepEqual(await notes(), ['seven', 'six']);
  assert.equal(await postedOf(ada), 100 - 7 + 1);
});

test('processes that take turns on an account are right each time, and soon decide no more in vain', async (context) => {
  const writers = [watchedWriter(), watchedWriter({ database: elsewhere })];
  const [ada, bola] = await openTwo(database);
  for (let turn = 1; turn <= 20; turn++) {
    const { postings } = accepted(await writers[turn % 2]?.submit(transfer(ada, bola, 5)));
    assert.deepEqual(
      postings[0]?.entries.map(({ sequence, posted_after }) => [sequence, posted_after]),
      [
        [turn, turn * -5],
        [turn, turn * 5],
      ],
    );
  }
  const counts = await Promise.all(writers.map(({ counts: count }) => count()));
  const inVain = counts.reduce((sum, { outOfDate }) => sum + outOfDate, 0);
  assert.ok(inVain > 0 && inVain <= 2, `${inVain} batches in vain`);

  const [alone] = writers;
  assert.ok(alone !== undefined);
  const { memory } = await alone.counts();
  const later = performance.now() + 10_001;
  context.mock.method(performance, 'now', () => later);
  for (const sum of [1, 1, 1]) accepted(await alone.submit(transfer(ada, bola, sum)));
  assert.equal((await alone.counts()).memory, memory + 2, 'ten seconds later an account is remembered again');
});

test('no more accounts and holds are remembered than there is room for, and with little room all is right', async () => {
  const writer = watchedWriter({ rememberedAccounts: 4 });
  const accounts = await openSome(database, 30);
  const ring = accounts.map((account, index): [AccountId, AccountId] => [account, accounts[(index + 1) % 30] ?? account]);
  for (const [from, to] of [...ring, ...ring]) accepted(await writer.submit(transfer(from, to, 1)));
  assert.deepEqual(await writer.counts(), { memory: 0, database: 60, outOfDate: 0 });
  for (const [from, to] of ring.slice(-1)) accepted(await writer.submit(transfer(from, to, 1)));
  assert.equal((await writer.counts()).memory, 1);

  const holds = accounts.map((account) => held(account, 10));
  const rounds: readonly (readonly Order[])[] = [
    ring.map(([from, to]) => transfer(from, to, 2)),
    holds.map((hold) => [hold]),
    ring.map(([from, to]) => transfer(from, to, 1)),
    holds.flatMap((hold) => [captured(hold, bank, 3), captured(hold, bank, 4)]),
    holds.map(released),
  ];
  for (const orders of rounds)
    for (const outcome of await Promise.all(orders.map((order) => writer.submit(order)))) accepted(outcome);
  const [last, first] = [accounts[29], ...accounts];
  for (const account of accounts) {
    const more = account === last ? -1 : account === first ? 1 : 0;
    assert.deepEqual(await balance(database.db, account), { posted: more - 7, held: 0, available: more - 7 });
  }
});

test('a time that is not the database’s is refused and heard anew, so no entry is recorded in the future', async (context) => {
  const writer = watchedWriter();
  const [ada, bola] = await remember(writer, 100);
  const [chidi, dayo] = await remember(writer, 100);
  const pay = async (from: AccountId, to: AccountId) => {
    const [posting] = accepted(await writer.submit(transfer(from, to, 1))).postings;
    assert.ok(posting !== undefined);
    return Temporal.Instant.compare(posting.recorded_at, Temporal.Now.instant()) > 0 ? 'in the future' : 'by now';
  };

  // For the writer five seconds pass that do not pass for the database.
  const later = performance.now() + 5_000;
  context.mock.method(performance, 'now', () => later);
  assert.deepEqual([await pay(ada, bola), await pay(ada, bola)], ['by now', 'by now']);
  assert.deepEqual(await writer.counts(), { memory: 2, database: 2, outOfDate: 1 });

  // An account goes on from its latest entry, whatever the clock says; the others do not follow it.
  await database.owner(`
    set session_replication_role = 'replica';
    update ledger.accounts set moved_at = moved_at + interval '1 hour' where id = '${ada}';
    reset session_replication_role`);
  assert.deepEqual([await pay(ada, bola), await pay(chidi, dayo), await pay(chidi, dayo)], ['in the future', 'by now', 'by now']);
  assert.deepEqual(await writer.counts(), { memory: 5, database: 2, outOfDate: 3 });
});

test('afterwards every account is the fold of its entries', async () => {
  await Promise.all([there.stop(), elsewhere.close()]);
  await assertBooksRight(database);
});
