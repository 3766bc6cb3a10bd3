import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Flood, type FloodReport } from './log-in-client.ts';
import { type Span } from './loops.ts';
import { type Line, median, short } from './table.ts';
import { type Drive, type DriveReport, type Payers } from './transfer-client.ts';
import { createTransferWorld } from './transfer-world.ts';

export interface LogInsBenchOptions {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly people: number;
  readonly rounds: number;
  readonly span: Span;
  /** How many transfers are asked for in a second, and how many log-ins beside them. */
  readonly transfersPerSecond: number;
  readonly logInsPerSecond: number;
  note(text: string): void;
}

const connections = 64;

/**
 * Promise P47: hashing cannot starve money. The same number of transfers a second, alone and beside a flood of log-ins, each from another
 * address and for another account, so that no limit stops them before the lanes do.
 */
export async function benchLogIns(options: LogInsBenchOptions): Promise<readonly Line[]> {
  const { rounds, span, transfersPerSecond: perSecond, logInsPerSecond, note } = options;
  await using ending = new AsyncDisposableStack();
  note('people');
  const world = await createTransferWorld({
    ...options,
    environment: { TRUSTED_PROXIES: '127.0.0.1', PASSWORD_HASH_MEMORY_KIB: '47104' },
  });
  ending.defer(() => world.stop());
  const [payers, crowd] = ['transfer-client.ts', 'log-in-client.ts'].map((file) => {
    const client = fork(join(import.meta.dirname, file));
    ending.defer(() => void client.kill());
    return client;
  });
  if (payers === undefined || crowd === undefined) throw new Error('the clients were not started');

  async function ask<Report>(client: typeof payers, message: Payers | Drive | Flood): Promise<Report> {
    client?.send(message);
    const [report] = (await once(client ?? process, 'message')) as [Report & { readonly failure?: string }];
    if (report.failure !== undefined) throw new Error(report.failure);
    return report;
  }

  await ask(payers, { port: world.port, tokens: world.tokens, numbers: world.numbers });
  const drive = () => ask<DriveReport>(payers, { ...span, connections, perSecond });
  note('warming up');
  await drive();
  const quiet: DriveReport[] = [];
  const beside: DriveReport[] = [];
  const floods: FloodReport[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    note(`round ${round} of ${rounds}`);
    quiet.push(await drive());
    const milliseconds = span.warmUpMilliseconds + span.milliseconds;
    const flood = ask<FloodReport>(crowd, { port: world.port, perSecond: logInsPerSecond, milliseconds });
    beside.push(await drive());
    floods.push(await flood);
  }

  const sum = (of: (report: FloodReport) => number) => short(floods.reduce((total, report) => total + of(report), 0));
  const millis = (reports: readonly DriveReport[]) => `${median(reports.map(({ p99 }) => p99)).toFixed(1)} ms`;
  const answered = `${sum(({ hashed }) => hashed)} hashed, ${sum(({ refused }) => refused)} told to come back, ${sum(({ other }) => other)} other`;
  return [
    {
      measure: `p99 of ${perSecond} transfers/s beside ${logInsPerSecond} log-ins/s, against alone`,
      measured: `${millis(beside)} and ${millis(quiet)}; of ${sum(({ sent }) => sent)} log-ins ${answered}`,
      values: beside.map(({ p99 }, round) => p99 / (quiet[round]?.p99 ?? Number.NaN)),
      unit: '×',
      goal: { atMost: 2 },
    },
    {
      measure: 'p50 of the same',
      measured: '',
      values: beside.map(({ p50 }, round) => p50 / (quiet[round]?.p50 ?? Number.NaN)),
      unit: '×',
    },
  ];
}
