import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { Registry } from 'prom-client';
import { createDatabase, type Database } from '#platform/db';
import { newId } from '#platform/id';
import { Secret } from '#platform/secret';
import { type AccountId } from '../account.ts';
import { type PostCommand, type PostingId } from '../command.ts';
import { checkCurrencies, checkEveryAccount } from '../invariants.ts';
import { type NewAccount, openAccounts } from '../open.ts';
import { type Accepted, type Outcome } from '../outcome.ts';
import { createWriter, type Writer, type WriterOptions } from '../writer.ts';

/** What the tests on a real database share. */
export const newPostingId = () => newId<'postings'>();

/** For a process of its own, which has no harness around it. */
export function openDatabase(url: string): Database {
  const registry = new Registry();
  const limits = { connections: 6, statementTimeoutMs: 10_000, lockTimeoutMs: 8_000 };
  return createDatabase({ url: new Secret(url), name: 'akawo test', registry, onTrouble: () => {}, ...limits });
}

export function writerOn(database: Pick<Database, 'transact'>, changes: Partial<WriterOptions> = {}): Writer {
  return createWriter({ database, registry: new Registry(), ...changes });
}

let opened = 0;

/** Accounts of nobody in particular, without any limit unless one is given. */
export async function openSome(database: Database, count: number, terms: Partial<NewAccount> = {}): Promise<AccountId[]> {
  const wanted = Array.from({ length: count }, () => ({
    kind: 'wallet' as const,
    currency: 'NGN' as const,
    owner: `${process.pid}-${++opened}`,
    floor: null,
    ...terms,
  }));
  return (await database.transact((tx) => openAccounts(tx, wanted))).map(({ id }) => id);
}

/** A pair for tests that need no more. */
export async function openTwo(database: Database, terms: Partial<NewAccount> = {}): Promise<[AccountId, AccountId]> {
  const [first, second] = await openSome(database, 2, terms);
  assert.ok(first !== undefined && second !== undefined);
  return [first, second];
}

export function transfer(from: AccountId, to: AccountId, amount: number, changes: Partial<PostCommand> = {}): [PostCommand] {
  const id = newPostingId();
  const legs = [
    { account: from, amount: -amount },
    { account: to, amount },
  ];
  return [{ kind: 'post', id, reference: `test:${id}`, legs, ...changes }];
}

export function accepted(outcome: Outcome | undefined): Accepted {
  assert.ok(outcome?.kind === 'accepted', `accepted, not ${JSON.stringify(outcome)}`);
  return outcome;
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** The code of the refusal. */
export function refusal(outcome: Outcome | undefined): string {
  assert.ok(outcome?.kind === 'refused', `refused, not ${JSON.stringify(outcome)}`);
  return outcome.refusal.code;
}

export async function recordedIds({ db }: Database): Promise<Set<PostingId>> {
  const { rows } = await sql<{ id: PostingId }>`select id from ledger.postings`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Every account is the fold of its entries, in an unbroken chain, held money has its holds, and nothing was made or lost. */
export async function assertBooksRight({ db }: Database): Promise<void> {
  assert.deepEqual(await checkCurrencies(db), []);
  assert.deepEqual(await all(checkEveryAccount(db)), []);
  const broken = await sql`
    select *
    from (
      select
        account_id, sequence, posted_after, held_after, amount, held, recorded_at,
        row_number() over account as position,
        sum(amount) over account as posted_sum,
        sum(held) over account as held_sum,
        lag(recorded_at) over account as before
      from ledger.entries
      window account as (partition by account_id order by sequence)
    ) e
    where sequence <> position or posted_after <> posted_sum or held_after <> held_sum or before > recorded_at
  `.execute(db);
  assert.deepEqual(broken.rows, []);
  const unequal = await sql`
    select a.id
    from ledger.accounts a
    left join ledger.entries e on e.account_id = a.id and e.sequence = a.sequence
    where (a.posted, a.held, a.sequence) is distinct from (coalesce(e.posted_after, 0), coalesce(e.held_after, 0), coalesce(e.sequence, 0))
  `.execute(db);
  assert.deepEqual(unequal.rows, []);
  const lopsided = await sql`
    select e.posting_id
    from ledger.entries e join ledger.accounts a on a.id = e.account_id
    group by e.posting_id, a.currency
    having sum(e.amount) <> 0
  `.execute(db);
  assert.deepEqual(lopsided.rows, []);
}
