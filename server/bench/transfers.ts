import { readFileSync } from 'node:fs';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { newId } from '#platform/id';
import { createBaseline } from './baseline.ts';
import { faultsOf } from './faults.ts';
import { type Loop, runLoop, type Span } from './loops.ts';
import { anyOf, hotPair, type Pair, uniformPair } from './pairs.ts';
import { secondsOf, secondsOfFamily } from './processor-time.ts';
import { type Line, median, short } from './table.ts';
import { type Drive, type DriveReport, type Payers } from './transfer-client.ts';
import { createWriterAlone } from './transfer-parts.ts';
import { createTransferWorld } from './transfer-world.ts';
import { tidy } from './world.ts';

interface Urls {
  readonly ownerUrl: string;
  readonly appUrl: string;
}

export interface TransfersBenchOptions {
  /** Two databases of one server: with the tables of the baseline, and with ours. */
  readonly plain: Urls;
  readonly ours: Urls;
  readonly people: number;
  readonly rounds: number;
  readonly span: Span;
  note(text: string): void;
}

export interface TransfersBenchResult {
  readonly lines: readonly Line[];
  readonly faults: readonly string[];
}

interface Measured extends DriveReport {
  /** Microseconds of the processor for each transfer: the warm-up costs as well, so it is counted in. */
  readonly server: number;
  readonly database: number;
}

interface Plain {
  readonly perSecond: number;
  readonly p50: number;
  /** Of the database and of us, who ask it. */
  readonly processor: number;
}

interface Seen {
  readonly plain: Plain[];
  readonly hotPlain: Plain[];
  readonly lonePlain: Plain[];
  readonly uniform: Measured[];
  readonly hot: Measured[];
  readonly half: Measured[];
  readonly lone: Measured[];
  /** The parts by themselves. */
  readonly asking: Measured[];
  readonly writer: Plain[];
}

const connections = 256;

/**
 * `POST /transfers` as a phone sends it, with its token, idempotency key, fees, limits and event, against the bare SQL of the baseline,
 * which has no HTTP at all. Server, database and client are processes of their own on the same cores. Processor time stands beside the
 * pace, because it is the same on a machine that has other things to do.
 */
export async function benchTransfers(options: TransfersBenchOptions): Promise<TransfersBenchResult> {
  const { plain, ours, people, rounds, span, note } = options;
  await using ending = new AsyncDisposableStack();
  note('people');
  const world = await createTransferWorld({ ...ours, people });
  ending.defer(() => world.stop());
  const wallets = Array.from({ length: people }, () => newId());
  const baseline = await createBaseline(plain.ownerUrl, wallets);
  ending.defer(() => baseline.close());
  const client = fork(join(import.meta.dirname, 'transfer-client.ts'));
  ending.defer(() => void client.kill());
  const postmaster = await postmasterOf(plain.ownerUrl);
  const server = world.server.pid ?? 0;
  let acknowledged = people;

  async function ask(message: Payers | Drive): Promise<DriveReport> {
    client.send(message);
    const [report] = (await once(client, 'message')) as [DriveReport];
    if (report.failure !== undefined) throw new Error(report.failure);
    return report;
  }

  async function drive(wish: Pick<Drive, 'connections' | 'hot' | 'perSecond' | 'asking'>): Promise<Measured> {
    const before = [secondsOf(server), secondsOfFamily(postmaster)] as const;
    const report = await ask({ ...span, ...wish });
    if (wish.asking !== true) acknowledged += report.answered;
    const each = (seconds: number) => (seconds * 1_000_000) / report.answered;
    return { ...report, server: each(secondsOf(server) - before[0]), database: each(secondsOfFamily(postmaster) - before[1]) };
  }

  async function run(loop: Loop): Promise<Plain> {
    const before = secondsOfFamily(postmaster) + secondsOf(process.pid);
    const { perSecond, p50 } = await runLoop(loop, span);
    const transfers = (perSecond * (span.milliseconds + span.warmUpMilliseconds)) / 1_000;
    const seconds = secondsOfFamily(postmaster) + secondsOf(process.pid) - before;
    return { perSecond, p50, processor: (seconds * 1_000_000) / transfers };
  }

  note('the best number of connections for the baseline');
  const anyPair = () => uniformPair(wallets);
  const hotWallet = anyOf(wallets);
  const anyHotPair = () => hotPair(hotWallet, wallets);
  const plainly = (width: number, pairs: () => Pair): Loop => ({ width, turn: (caller) => baseline.transfer(caller, pairs()) });
  const width = await baseline.bestWidth(anyPair);
  const hotWidth = await baseline.bestWidth(anyHotPair);
  const writer = await createWriterAlone(ours.appUrl, people, connections);
  ending.defer(() => writer.close());
  await ask({ port: world.port, tokens: world.tokens, numbers: world.numbers });
  await tidy(ours.ownerUrl);
  note('warming up');
  await drive({ connections });

  const seen: Seen = { plain: [], hotPlain: [], lonePlain: [], uniform: [], hot: [], half: [], lone: [], asking: [], writer: [] };
  for (let round = 1; round <= rounds; round += 1) {
    note(`round ${round} of ${rounds}`);
    seen.plain.push(await run(plainly(width, anyPair)));
    const uniform = await drive({ connections });
    seen.uniform.push(uniform);
    seen.hotPlain.push(await run(plainly(hotWidth, anyHotPair)));
    seen.hot.push(await drive({ connections, hot: 0 }));
    seen.half.push(await drive({ connections, perSecond: uniform.perSecond / 2 }));
    seen.lonePlain.push(await run(plainly(1, anyPair)));
    seen.lone.push(await drive({ connections: 1 }));
    seen.asking.push(await drive({ connections, asking: true }));
    seen.writer.push(await run(writer));
  }
  acknowledged += writer.acknowledged();
  const faults = [...(await baseline.faults()), ...(await faultsOf('the ledger', { ...ours, acknowledged: () => acknowledged }))];
  return { lines: linesOf(seen, width), faults };
}

function linesOf(seen: Seen, width: number): readonly Line[] {
  const { plain, hotPlain, lonePlain, uniform, hot, half, lone, asking, writer } = seen;
  const pace = (what: readonly { readonly perSecond: number }[]) =>
    `${short(median(what.map(({ perSecond }) => perSecond)))} transfers/s`;
  const millis = (what: readonly { readonly p50: number }[]) => `${median(what.map(({ p50 }) => p50)).toFixed(2)} ms`;
  const times = (what: readonly Pick<Measured, 'perSecond'>[], against: readonly Plain[]) =>
    what.map(({ perSecond }, round) => perSecond / (against[round]?.perSecond ?? 1));
  const cost = (what: string, values: readonly number[]): Line => {
    return { measure: `processor time for each: ${what}`, measured: '', values, unit: 'µs' };
  };
  const processorOf = ({ processor, done }: Measured) => (processor * 1_000_000) / done;
  const parts = asking.map((one, round) => one.server + processorOf(one) + (writer[round]?.processor ?? 0));
  const bound = parts.map((each) => ({ perSecond: (availableParallelism() * 1_000_000) / each }));
  return [
    { measure: `baseline, uniform pairs, ${width} connections`, measured: pace(plain), values: plain.map(() => 1), unit: '×' },
    {
      measure: `POST /transfers, ${connections} connections, any receiver`,
      measured: pace(uniform),
      values: times(uniform, plain),
      unit: '×',
      goal: { atLeast: 3 },
    },
    {
      measure: 'what its two largest parts would allow, with both processors busy all the time',
      measured: pace(bound),
      values: times(bound, plain),
      unit: '×',
    },
    {
      measure: `POST /transfers, ${connections} connections, one receiver, against the baseline with one`,
      measured: `${pace(hot)} and ${pace(hotPlain)}`,
      values: times(hot, hotPlain),
      unit: '×',
      goal: { atLeast: 10 },
    },
    {
      measure: 'lone request, p50, against one bare SQL transaction',
      measured: `${millis(lone)} and ${millis(lonePlain)}`,
      values: lone.map(({ p50 }, round) => p50 / (lonePlain[round]?.p50 ?? 1)),
      unit: '×',
      goal: { atMost: 2 },
    },
    {
      measure: 'p99 at half of that pace',
      measured: pace(half),
      values: half.map(({ p99 }) => p99),
      unit: 'ms',
      goal: { atMost: 50 },
    },
    cost(
      'baseline, all of it',
      plain.map(({ processor }) => processor),
    ),
    cost(
      'ours, server and database',
      uniform.map(({ server, database }) => server + database),
    ),
    cost(
      'server',
      uniform.map(({ server }) => server),
    ),
    cost(
      'database',
      uniform.map(({ database }) => database),
    ),
    cost('client', uniform.map(processorOf)),
    cost(
      'part: a request that only asks for a quote, server and client',
      asking.map((one) => one.server + processorOf(one)),
    ),
    cost(
      'part: the posting alone, with four legs, writer and database',
      writer.map(({ processor }) => processor),
    ),
    cost(
      'server and database, one receiver',
      hot.map(({ server, database }) => server + database),
    ),
  ];
}

async function postmasterOf(url: string): Promise<number> {
  const connection = new pg.Client({ connectionString: url });
  await connection.connect();
  try {
    const { rows } = await connection.query<{ pid: number }>('select pg_backend_pid() as pid');
    const stat = readFileSync(`/proc/${rows[0]?.pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } finally {
    await connection.end();
  }
}
