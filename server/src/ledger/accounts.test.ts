import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { connect, testDatabase } from '#test';
import { type AccountId } from './account.ts';
import { explain } from './explain.ts';
import { freeze, setLimits, unfreeze } from './freeze.ts';
import { openAccounts, readAccount } from './open.ts';
import { balance, groupBalance } from './queries.ts';
import { systemAccount } from './system-account.ts';
import { accepted, newPostingId, openSome, openTwo, refusal, transfer, writerOn } from './test/books.ts';

const database = await testDatabase();
const { db, transact } = database;
const writer = writerOn(database);
const why = { by: 'staff:ngozi', reason: 'the customer lost a phone' };

test('an account is opened once, however many ask for it at the same time', async () => {
  const wanted = {
    kind: 'wallet' as const,
    currency: 'NGN' as const,
    owner: 'user:ada',
    floor: 0,
    ceiling: 300_000,
    metadata: { tier: 1 },
  };
  const opened = await Promise.all(
    Array.from({ length: 12 }, () => transact((tx) => openAccounts(tx, [wanted, { ...wanted, currency: 'USD' }]))),
  );
  assert.equal(new Set(opened.map(([account]) => account?.id)).size, 1);
  const [naira, dollars] = opened[0] ?? [];
  assert.ok(naira !== undefined);
  assert.deepEqual(
    [naira.owner, naira.floor, naira.ceiling, naira.posted, naira.zone, naira.metadata],
    ['user:ada', 0, 300_000, 0, 'Africa/Lagos', { tier: 1 }],
  );
  assert.equal(dollars?.currency, 'USD');
  assert.deepEqual(await readAccount(db, naira.id), naira);
  const [again] = await transact((tx) => openAccounts(tx, [{ ...wanted, floor: -500 }]));
  assert.equal(again?.floor, 0, 'what is there stays as it is');
});

test('an account in a zone that does not exist, or in a currency that cannot be one, is not opened', async () => {
  await assert.rejects(openSome(database, 1, { zone: 'Africa/Atlantis' }), /time zone/);
  await assert.rejects(openSome(database, 1, { currency: 'naira' as never }), /currency/);
});

test('a frozen account neither pays nor receives, gives held money back, and thaws; who did it and why is kept', async () => {
  const [ada, bola] = await openTwo(database);
  const hold = newPostingId();
  accepted(await writer.submit([{ kind: 'hold', id: hold, reference: 'before the freeze', account: ada, amount: 10 }]));
  await transact((tx) => freeze(tx, ada, why, ['debits']));
  assert.equal(refusal(await writer.submit(transfer(ada, bola, 1))), 'account_frozen');
  accepted(await writer.submit(transfer(bola, ada, 1)));
  accepted(await writer.submit([{ kind: 'release', id: newPostingId(), reference: 'given back', hold, because: 'released' }]));
  await transact((tx) => freeze(tx, ada, why));
  assert.equal(refusal(await writer.submit(transfer(bola, ada, 1))), 'account_frozen');
  await transact((tx) => unfreeze(tx, ada, why));
  accepted(await writer.submit(transfer(ada, bola, 1)));

  const { rows } = await sql<{ changed_by: string; reason: string; change: string }>`
    select
      changed_by, reason,
      format('%s%s > %s%s', before -> 'frozen_debits', before -> 'frozen_credits', after -> 'frozen_debits', after -> 'frozen_credits') as change
    from ledger.account_changes
    where account_id = ${ada}
    order by id
  `.execute(db);
  assert.deepEqual(
    rows.map(({ change }) => change),
    ['falsefalse > truefalse', 'truefalse > truetrue', 'truetrue > falsefalse'],
  );
  assert.ok(rows.every(({ changed_by, reason }) => changed_by === why.by && reason === why.reason));
  await assert.rejects(
    transact((tx) => freeze(tx, newPostingId() as unknown as AccountId, why)),
    /there is no account/,
  );
  await assert.rejects(
    transact((tx) => freeze(tx, ada, { ...why, reason: '' })),
    /account_changes_reason_check/,
  );
});

test('a limit that is set holds from the next order on', async () => {
  const [ada, bola] = await openTwo(database);
  await transact((tx) => setLimits(tx, ada, { floor: -50, ceiling: 20, daily_debit_cap: 60 }, why));
  assert.equal(refusal(await writer.submit(transfer(ada, bola, 51))), 'insufficient_funds');
  accepted(await writer.submit(transfer(ada, bola, 50)));
  assert.equal(refusal(await writer.submit(transfer(bola, ada, 71))), 'ceiling_exceeded');
  accepted(await writer.submit(transfer(bola, ada, 70)));
  assert.equal(refusal(await writer.submit(transfer(ada, bola, 11))), 'daily_cap_exceeded');
  await transact((tx) => setLimits(tx, ada, { daily_debit_cap: null }, why));
  accepted(await writer.submit(transfer(ada, bola, 11)));
});

test('a limit is kept to the last kobo by processes that pay at the same time', async () => {
  const other = connect(database.appUrl, { connections: 3 });
  const writers = [writer, writerOn(other)];
  const [bank] = (await openSome(database, 1)) as [AccountId];
  for (const terms of [{ floor: -100 }, { daily_debit_cap: 100 }]) {
    const [ada] = (await openSome(database, 1, terms)) as [AccountId];
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, () => writers.map((one) => one.submit(transfer(ada, bank, 7)))).flat(),
    );
    assert.equal(outcomes.filter((outcome) => outcome.kind === 'accepted').length, 14);
    assert.equal((await balance(db, ada))?.posted, -98);
  }
  await other.close();
});

test('the rows of a system account are one account to whoever asks for its balance', async () => {
  const fees = { kind: 'fees' as const, owner: null, currency: 'NGN' as const };
  const account = await transact((tx) => systemAccount(tx, fees));
  assert.equal((await transact((tx) => systemAccount(tx, fees))).id, account.id);
  const { rows } = await sql<{ id: AccountId }>`select id from ledger.accounts where kind = 'fees'`.execute(db);
  assert.equal(rows.length, 16);
  const [payer] = (await openSome(database, 1)) as [AccountId];
  await Promise.all(rows.map(({ id }) => writer.submit(transfer(payer, id, 5))));
  assert.deepEqual(await account.balance(db), { posted: 80, held: 0, available: 80 });
  assert.deepEqual(await groupBalance(db, { ...fees, currency: 'USD' }), { posted: 0, held: 0, available: 0 });
});

test('an explanation is what the order would hear, with the numbers, and moves nothing', async () => {
  const [ada, bola] = await openTwo(database, { floor: 0 });
  const [bank] = (await openSome(database, 1)) as [AccountId];
  accepted(await writer.submit(transfer(bank, ada, 100)));
  const before = await database.owner('select count(*) from ledger.entries');
  const tooMuch = transfer(ada, bola, 101);
  const fits = transfer(ada, bola, 100);
  assert.deepEqual(await explain(db, tooMuch), {
    kind: 'refused',
    command: 0,
    refusal: { code: 'insufficient_funds', account: ada, available: 100, floor: 0, needed: 101 },
  });
  const foretold = accepted(await explain(db, fits));
  assert.deepEqual(
    foretold.postings[0]?.entries.map(({ posted_after }) => posted_after),
    [0, 100],
  );
  assert.equal(refusal(await explain(db, [])), 'empty');
  assert.deepEqual(await database.owner('select count(*) from ledger.entries'), before);
  assert.deepEqual(accepted(await writer.submit(fits)).postings[0]?.entries, foretold.postings[0]?.entries);
  assert.equal(accepted(await explain(db, fits)).replayed, true);
});

test('an explanation waits for nobody, though a transaction holds the account', async () => {
  const [ada, bola] = await openTwo(database);
  await transact(async (tx) => {
    await sql`select * from ledger.lock_accounts(${[ada]}, '{}', '{}')`.execute(tx);
    accepted(await explain(db, transfer(ada, bola, 1)));
  });
});
