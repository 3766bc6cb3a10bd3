import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { eventually, testDatabase } from '#test';
import { announcing } from './announcing.ts';
import { record } from './record.ts';
import { readIntoEffects, trialLog, walletMoved } from './trial.ts';

const patienceMs = 15_000;
const wallets = 8;
const writers = 16;
const movesEach = 25;
const names = ['realtime', 'notifications', 'webhooks'];

const plain = await testDatabase({ connections: 24 });
const database = announcing(plain);

before(async () => {
  await plain.owner('create table public.effects (position bigint generated always as identity, reader text, event_id bigint)');
  await plain.owner('create table public.wallets (id int primary key, balance int not null)');
  await plain.owner('insert into public.wallets select generate_series(1, $1::int), 0', [wallets]);
  await plain.owner('grant select, insert, update on public.effects, public.wallets to akawo_app');
});

const someMs = () => wait(Math.random() * 6);

/** Takes its number from the counter of transactions first, so that who began first need not be who wrote or committed first. */
async function move(wallet: number): Promise<void> {
  await database.transact(async (tx) => {
    await sql`select pg_current_xact_id()`.execute(tx);
    await someMs();
    const { rows } = await sql<{ balance: number }>`
      update public.wallets set balance = balance + 1 where id = ${wallet} returning balance
    `.execute(tx);
    await record(tx, walletMoved, { subject: String(wallet), data: { balance: rows[0]?.balance ?? -1 } });
    // What is only sent leaves with the next statement, and the number of the event is to be drawn a while before the commit.
    await sql`select 1`.execute(tx);
    await someMs();
  });
}

function readElsewhere(pauseSeconds: number, readers: readonly string[]): ChildProcess {
  const program = join(import.meta.dirname, 'reader.trial.ts');
  return spawn(process.execPath, [program, plain.appUrl.reveal(), String(pauseSeconds), ...readers], { stdio: 'inherit' });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const heldNames = async () => (await plain.owner('select from platform.event_cursors where leased_until > now()')).length;

const effects = async (name: string) =>
  (
    await plain.owner<{ event_id: string }>('select event_id from public.effects where reader = $1 order by position', [name])
  ).map(({ event_id }) => Number(event_id));

/** What a reader would see that trusts the sequence alone. */
async function readNaively(writing: Promise<unknown>): Promise<Set<number>> {
  const seen = new Set<number>();
  let done = false;
  void writing.finally(() => {
    done = true;
  });
  for (let last = false; !last;) {
    last = done;
    await wait(1);
    const { rows } = await sql<{ id: number }>`
      select id from platform.events where id > ${Math.max(0, ...seen)} order by id
    `.execute(database.db);
    for (const { id } of rows) seen.add(id);
  }
  return seen;
}

test('every committed event has its effect once with every reader and in order, though a reading process is killed', async (t) => {
  const child = readElsewhere(0, names);
  const log = trialLog(database);
  try {
    await eventually('the other process reads', async () => (await heldNames()) === names.length, patienceMs);
    for (const name of names) readIntoEffects(log, name);

    let moved = 0;
    const writing = Promise.all(
      Array.from({ length: writers }, async () => {
        for (let count = 0; count < movesEach; count++) {
          await move(1 + Math.floor(Math.random() * wallets));
          if (++moved === (writers * movesEach) / 2) child.kill('SIGKILL');
        }
      }),
    );
    const naive = await readNaively(writing);
    await writing;
    const committed = (await plain.owner<{ id: string }>('select id from platform.events order by id')).map(({ id }) =>
      Number(id),
    );
    assert.equal(committed.length, writers * movesEach);

    for (const name of names) {
      await eventually(`${name} saw all`, async () => (await effects(name)).length >= committed.length, patienceMs);
      assert.deepEqual(await effects(name), committed);
    }
    const reordered = await plain.owner(`
      select from (
        select (data ->> 'balance')::int as balance, row_number() over (partition by subject order by id) as expected
        from platform.events
      ) e where balance <> expected`);
    assert.equal(reordered.length, 0);
    assert.ok(naive.size < committed.length, 'the naive cursor missed nothing, so this trial proves nothing');
    t.diagnostic(`committed=${committed.length} missed=0 reordered=0 double=0 naive_missed=${committed.length - naive.size}`);
  } finally {
    await end(child);
    await log.stop();
  }
});

test('a process that froze and wakes after another took over adds nothing', async () => {
  await Promise.all([1, 2, 3].map(move));
  const child = readElsewhere(0.3, ['frozen']);
  const log = trialLog(database);
  try {
    await eventually('the other process reads', async () => (await heldNames()) === 1, patienceMs);
    const inTheMiddle = () =>
      plain.owner(
        "select from pg_stat_activity where query like 'select pg_sleep%' and state = 'active' and datname = current_database()",
      );
    await eventually('it is at work', async () => (await inTheMiddle()).length === 1, patienceMs);
    child.kill('SIGSTOP');
    readIntoEffects(log, 'frozen');
    const all = (await plain.owner('select from platform.events')).length;
    await eventually('another took over', async () => (await effects('frozen')).length >= all, patienceMs);
    child.kill('SIGCONT');
    const advances = () =>
      plain.owner(
        "select from pg_stat_activity where query like '%rollback%' and application_name = 'akawo trial' and state = 'idle' and datname = current_database()",
      );
    await eventually('the frozen one was undone', async () => (await advances()).length > 0, patienceMs);
    assert.equal((await effects('frozen')).length, all);
  } finally {
    await end(child);
    await log.stop();
  }
});

test('of two moves on one wallet the earlier comes first, although its transaction began later', async () => {
  const seen: number[] = [];
  const log = trialLog(database);
  await log.tail({ types: [walletMoved], handle: (events) => void seen.push(...events.map((event) => event.data.balance)) });
  const began = Promise.withResolvers<void>();
  const laterCommitted = Promise.withResolvers<void>();
  const older = database.transact(async (tx) => {
    await sql`select pg_current_xact_id()`.execute(tx);
    began.resolve();
    await laterCommitted.promise;
    await record(tx, walletMoved, { subject: '1', data: { balance: -2 } });
  });
  await began.promise;
  await database.transact((tx) => record(tx, walletMoved, { subject: '1', data: { balance: -1 } }));
  laterCommitted.resolve();
  await older;
  await eventually('both were seen', () => seen.length >= 2, patienceMs);
  assert.deepEqual(seen, [-1, -2]);
  await log.stop();
});
