import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import { newId } from '#platform/id';
import { testDatabase } from '#test';
import { type AccountId } from './account.ts';
import { type PostingId } from './command.ts';
import { accepted, assertBooksRight, newPostingId, openSome, transfer, writerOn } from './test/books.ts';
import { beyond, broken, notAllowed, refusedWith, stays } from './test/forge.ts';

const database = await testDatabase();
const writer = writerOn(database);

let bank: AccountId;
let ada: AccountId;
let bola: AccountId;
let paid: PostingId;

before(async () => {
  [bank] = (await openSome(database, 1)) as [AccountId];
  [ada, bola] = (await openSome(database, 2, { floor: 0 })) as [AccountId, AccountId];
  const order = transfer(bank, ada, 100);
  paid = order[0].id;
  accepted(await writer.submit(order));
  accepted(await writer.submit([{ kind: 'hold', id: newPostingId(), reference: 'a hold', account: ada, amount: 40 }]));
});

test('the application may write to no table of the ledger and change nothing about it', async () => {
  const { rows: tables } = await sql<{ name: string }>`
    select format('ledger.%I', tablename) as name from pg_tables where schemaname = 'ledger'
  `.execute(database.db);
  assert.ok(tables.length >= 5);
  const acts = tables.flatMap(({ name }) => [
    `insert into ${name} default values`,
    `delete from ${name}`,
    `truncate ${name}`,
    `select from ${name} for update`,
    `alter table ${name} disable trigger all`,
  ]);
  acts.push(
    'update ledger.accounts set posted = 1',
    'update ledger.entries set amount = 1',
    'update ledger.holds set captured = 0',
  );
  acts.push('set role akawo_owner', "set session_replication_role = 'replica'", 'create table ledger.mine ()');
  acts.push('drop schema ledger cascade', 'alter function ledger.refuse() rename to let_pass');
  for (const act of acts) await refusedWith(notAllowed, sql.raw(act).execute(database.db));
});

test('the application may execute no guard, and the public no function at all', async () => {
  const { rows } = await sql<{ name: string; is_open: boolean; is_public: boolean }>`
    select
      proname as name,
      has_function_privilege('akawo_app', oid, 'execute') as is_open,
      has_function_privilege('public', oid, 'execute') as is_public
    from pg_proc
    where pronamespace = 'ledger'::regnamespace
  `.execute(database.db);
  const open = new Set(rows.filter(({ is_open }) => is_open).map(({ name }) => name));
  for (const guard of ['refuse', 'follow_entries', 'check_reversals', 'total']) assert.ok(!open.has(guard), guard);
  for (const way of ['lock_accounts', 'write', 'open_accounts', 'change_terms']) assert.ok(open.has(way), way);
  assert.deepEqual(
    rows.filter(({ is_public }) => is_public),
    [],
  );
});

test('what is written stays written, for the owner too', async () => {
  for (const act of [
    'update ledger.entries set amount = amount + 1',
    'update ledger.entries set recorded_at = now() where false',
    'delete from ledger.entries',
    'truncate ledger.entries',
    'update ledger.postings set reference = reference',
    'delete from ledger.postings',
    'truncate ledger.postings, ledger.entries, ledger.accounts, ledger.holds',
    'update ledger.account_changes set reason = reason',
    'delete from ledger.account_changes',
    'delete from ledger.accounts',
    'truncate ledger.accounts',
    'delete from ledger.holds',
    'truncate ledger.holds',
    "set session_replication_role = 'replica'; delete from ledger.entries",
    "set session_replication_role = 'replica'; update ledger.postings set reference = reference",
    "set session_replication_role = 'replica'; delete from ledger.accounts",
  ]) {
    await refusedWith(stays, database.owner(act));
  }
});

test('balances, holds and identities move with entries or not at all, for the owner too', async () => {
  for (const act of [
    'update ledger.accounts set posted = posted + 1',
    'update ledger.accounts set posted = posted + 1, sequence = sequence + 1',
    'update ledger.accounts set held = 0',
    'update ledger.accounts set debited = 0',
    "update ledger.accounts set moved_at = '-infinity'",
    "update ledger.accounts set currency = 'USD'",
    "update ledger.accounts set owner = 'me'",
    `insert into ledger.accounts (id, kind, owner, currency, posted) values ('${newId()}', 'wallet', 'me', 'NGN', 100)`,
    'update ledger.holds set amount = amount + 1',
    "update ledger.holds set captured = amount, state = 'captured'",
    `insert into ledger.holds (id, account_id, amount, captured, released, state) values ('${newId()}', '${ada}', 10, 0, 0, 'open')`,
  ]) {
    await refusedWith(stays, database.owner(act));
  }
});

test('an entry of the owner is refused unless it is a part of a posting of the same transaction that continues its account', async () => {
  const insertPosting = (id: string) => `
    insert into ledger.postings (id, batch, recorded_at, effective_at, accounts, kind, reference, fingerprint)
    values ('${id}', pg_current_xact_id()::text::bigint, now(), now(), array['${bank}', '${bola}']::uuid[], 'post', 'by hand ${id}', sha256('by hand'))`;
  const insertEntries = (id: string, [first, second]: readonly [number, number], sequence = 'sequence + 1', leg = 1) => `
    insert into ledger.entries (account_id, posting_id, sequence, recorded_at, effective_at, amount, held, posted_after, held_after, leg)
    select a.id, '${id}', ${sequence}, now(), now(), l.amount, 0, posted + l.amount, held, l.leg
    from (values ('${bank}'::uuid, ${first}, ${leg}), ('${bola}'::uuid, ${second}, ${leg + 1})) l (id, amount, leg)
    join ledger.accounts a on a.id = l.id`;
  const id = newId();
  await refusedWith(broken, database.owner(insertEntries(paid, [-5, 5], 'sequence + 1', 11)), 'entries_continue');
  await refusedWith(broken, database.owner(insertEntries(id, [-5, 5])), 'entries_continue');
  await refusedWith(beyond, database.owner(`${insertPosting(id)}; ${insertEntries(id, [-5, 6])}`), 'legs_sum_to_zero');
  await refusedWith(
    broken,
    database.owner(`${insertPosting(id)}; ${insertEntries(id, [-5, 5], 'sequence')}`),
    'entries_continue',
  );
  await refusedWith(
    broken,
    database.owner(`${insertPosting(id)}; ${insertEntries(id, [-5, 5], 'sequence + 2')}`),
    'entries_continue',
  );
  await refusedWith(beyond, database.owner(`${insertPosting(id)}; ${insertEntries(id, [5, -5])}`), 'floor_kept');
  await database.owner(`begin; ${insertPosting(id)}; ${insertEntries(id, [-5, 5])}; rollback`);
});

test('of all these attempts nothing is left behind', () => assertBooksRight(database));
