import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { encodeCursor } from '#platform/http';
import { cloneDatabase, connect } from '#test';
import { listTransactions } from '../src/wallet/activity/list-transactions.ts';
import { readStatement } from '../src/wallet/statements/read-statement.ts';
import { writeCsv } from '../src/wallet/statements/write-csv.ts';
import { type BusyWallet, fillBusyWallet } from './busy-wallet.ts';
import { isReached, type Line, median, renderTable, short } from './table.ts';

/**
 * A person with a million transactions: what the page far back costs in units of the first one, and whether the
 * memory that a statement of all of them takes stays what it is. `node bench/activity.ts --transactions 1000000`
 */
const { values } = parseArgs({
  options: { transactions: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '5' } },
});
const transactions = Number(values.transactions);
const rounds = Number(values.rounds);
const pageLength = 20;
const farPage = 10_000;
const readsPerRound = 300;
const mebibyte = 1_048_576;

const clone = await cloneDatabase();
const database = connect(clone.appUrl, { statementTimeoutMs: 60_000 });
const { db } = database;
try {
  const busy = await fillBusyWallet(clone.ownerUrl.reveal(), transactions);
  const lines = [...(await comparePages(busy)), await weighStatement(busy)];
  console.log(renderTable(lines));
  process.exitCode = lines.every(isReached) ? 0 : 1;
} finally {
  await database.close();
  await clone.drop();
}

async function comparePages(busy: BusyWallet): Promise<readonly Line[]> {
  const filters = { all: {}, 'only what came in, by name': { direction: 'in' as const, q: 'obi 7' } };
  const lines: Line[] = [];
  for (const [what, filter] of Object.entries(filters)) {
    const cursor = await cursorBefore(busy, farPage);
    const first = () => listTransactions(db, busy.personId, { limit: pageLength, ...filter });
    const faraway = () => listTransactions(db, busy.personId, { limit: pageLength, cursor, ...filter });
    await timeInTurns(first, faraway);
    const times: (readonly [number, number])[] = [];
    for (let round = 0; round < rounds; round += 1) times.push(await timeInTurns(first, faraway));
    lines.push({
      measure: `page ${short(farPage)}: ${what}`,
      measured: `${short(median(times.map(([, far]) => far)))} ms; page 1 ${short(median(times.map(([near]) => near)))} ms`,
      values: times.map(([near, far]) => far / near),
      unit: '×',
      goal: { atMost: 1.3 },
    });
  }
  return lines;
}

/** Where the page before this one ended. */
async function cursorBefore({ id }: BusyWallet, page: number): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select id
    from wallet.transactions
    where sender_wallet_id = ${id} or receiver_wallet_id = ${id}
    order by id desc
    offset ${(page - 1) * pageLength - 1}
    limit 1
  `.execute(db);
  const last = rows[0]?.id;
  if (last === undefined) throw new Error(`there are fewer than ${page} pages`);
  return encodeCursor([last]);
}

type Read = () => Promise<{ readonly data: readonly unknown[] }>;

/** The median time of one read of each, in milliseconds. They take turns, so that a slow moment of the machine is both's. */
async function timeInTurns(one: Read, other: Read): Promise<readonly [number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let turn = 0; turn < readsPerRound; turn += 1) {
    times[0].push(await timeOne(one));
    times[1].push(await timeOne(other));
  }
  return [median(times[0]), median(times[1])];
}

async function timeOne(read: Read): Promise<number> {
  const asked = performance.now();
  const { data } = await read();
  if (data.length !== pageLength) throw new Error(`a page has ${data.length} entries`);
  return performance.now() - asked;
}

/** How much more the process takes in the second half of a long statement than in the first: nothing of what was written is kept. */
async function weighStatement(busy: BusyWallet): Promise<Line> {
  const most = { first: 0, second: 0 };
  const began = performance.now();
  let bytes = 0;
  let rows = 0;
  for await (const part of readAll(busy)) {
    bytes += Buffer.byteLength(part);
    rows += part.split('\r\n').length - 1;
    const half = rows < transactions / 2 ? 'first' : 'second';
    most[half] = Math.max(most[half], process.memoryUsage.rss());
  }
  const seconds = (performance.now() - began) / 1_000;
  return {
    measure: 'statement as a table',
    measured: `${short(rows)} rows, ${short(bytes / mebibyte)} MiB in ${short(seconds)} s; ${short(most.second / mebibyte)} MiB resident at most`,
    values: [(most.second - most.first) / mebibyte],
    unit: 'MiB more',
    goal: { atMost: 32 },
  };
}

async function* readAll(busy: BusyWallet): AsyncGenerator<string> {
  const period = { from: Temporal.Instant.from('2020-01-01T00:00:00Z'), to: Temporal.Now.instant() };
  yield* writeCsv({ currency: 'NGN', ...period }, await readStatement(db, busy, period));
}
