import { readFileSync } from 'node:fs';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { newId } from '#platform/id';
import { createBaseline } from './baseline.ts';
import { faultsOf } from './faults.ts';
import { runLoop, type Span } from './loops.ts';
import { uniformPair } from './pairs.ts';
import { secondsOf, secondsOfFamily } from './processor-time.ts';
import { type Line, median, short } from './table.ts';
import { type Drive, type DriveReport, type Payers } from './transfer-client.ts';
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
  readonly lonePlain: Plain[];
  readonly uniform: Measured[];
  readonly hot: Measured[];
  readonly half: Measured[];
  readonly lone: Measured[];
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

  async function drive(wish: Pick<Drive, 'connections' | 'hot' | 'perSecond'>): Promise<Measured> {
    const before = [secondsOf(server), secondsOfFamily(postmaster)] as const;
    const report = await ask({ ...span, ...wish });
    acknowledged += report.answered;
    const each = (seconds: number) => (seconds * 1_000_000) / report.answered;
    return { ...report, server: each(secondsOf(server) - before[0]), database: each(secondsOfFamily(postmaster) - before[1]) };
  }

  async function runPlain(width: number): Promise<Plain> {
    const before = secondsOfFamily(postmaster) + secondsOf(process.pid);
    const turn = (caller: number) => baseline.transfer(caller, uniformPair(wallets));
    const { perSecond, p50 } = await runLoop({ width, turn }, span);
    const transfers = (perSecond * (span.milliseconds + span.warmUpMilliseconds)) / 1_000;
    const seconds = secondsOfFamily(postmaster) + secondsOf(process.pid) - before;
    return { perSecond, p50, processor: (seconds * 1_000_000) / transfers };
  }

  note('the best number of connections for the baseline');
  const width = await baseline.bestWidth(() => uniformPair(wallets));
  await ask({ port: world.port, tokens: world.tokens, numbers: world.numbers });
  await tidy(ours.ownerUrl);
  note('warming up');
  await drive({ connections });

  const seen: Seen = { plain: [], lonePlain: [], uniform: [], hot: [], half: [], lone: [] };
  for (let round = 1; round <= rounds; round += 1) {
    note(`round ${round} of ${rounds}`);
    seen.plain.push(await runPlain(width));
    const uniform = await drive({ connections });
    seen.uniform.push(uniform);
    seen.hot.push(await drive({ connections, hot: 0 }));
    seen.half.push(await drive({ connections, perSecond: uniform.perSecond / 2 }));
    seen.lonePlain.push(await runPlain(1));
    seen.lone.push(await drive({ connections: 1 }));
  }
  const faults = [...(await baseline.faults()), ...(await faultsOf('the ledger', { ...ours, acknowledged: () => acknowledged }))];
  return { lines: linesOf(seen, width), faults };
}

function linesOf({ plain, lonePlain, uniform, hot, half, lone }: Seen, width: number): readonly Line[] {
  const pace = (what: readonly { readonly perSecond: number }[]) =>
    `${short(median(what.map(({ perSecond }) => perSecond)))} transfers/s`;
  const millis = (what: readonly { readonly p50: number }[]) => `${median(what.map(({ p50 }) => p50)).toFixed(2)} ms`;
  const times = (what: readonly Measured[]) => what.map(({ perSecond }, round) => perSecond / (plain[round]?.perSecond ?? 1));
  const cost = (what: string, values: readonly number[]): Line => {
    return { measure: `processor time for each transfer: ${what}`, measured: '', values, unit: 'µs' };
  };
  return [
    { measure: `baseline, uniform pairs, ${width} connections`, measured: pace(plain), values: plain.map(() => 1), unit: '×' },
    {
      measure: `POST /transfers, ${connections} connections, any receiver`,
      measured: pace(uniform),
      values: times(uniform),
      unit: '×',
      goal: { atLeast: 3 },
    },
    { measure: `POST /transfers, ${connections} connections, one receiver`, measured: pace(hot), values: times(hot), unit: '×' },
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
    cost(
      'client',
      uniform.map(({ processor, done }) => (processor * 1_000_000) / done),
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
