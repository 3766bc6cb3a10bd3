import { createBareInserts } from './bare-inserts.ts';
import { createBaseline } from './baseline.ts';
import { type Contestant, createContestants } from './contestants.ts';
import { faultsOf } from './faults.ts';
import { type Pace, runRounds, type Span } from './loops.ts';
import { anyOf, hotPair, uniformPair } from './pairs.ts';
import { type Reading, readAtSize } from './reading.ts';
import { bytesOnDisk } from './size.ts';
import { type Line, median, short } from './table.ts';
import { type World } from './world.ts';

export interface BenchOptions {
  /** For everything that is not about size. */
  readonly busy: World;
  /** The same ledger twice, once without a past. */
  readonly empty: World;
  readonly full: World;
  readonly history: number;
  readonly rounds: number;
  readonly span: Span;
  note(text: string): void;
}

export interface BenchResult {
  readonly lines: readonly Line[];
  /** Money that is wrong; then all the speed is worth nothing. */
  readonly faults: readonly string[];
}

export async function benchLedger(options: BenchOptions): Promise<BenchResult> {
  const { busy, empty, full, note } = options;
  const baseline = await createBaseline(busy.ownerUrl, busy.wallets);
  const bare = await createBareInserts(busy.ownerUrl, busy.wallets);
  try {
    note('the best number of connections for the baseline');
    const hot = anyOf(busy.wallets);
    const width = await baseline.bestWidth(() => uniformPair(busy.wallets));
    const hotWidth = await baseline.bestWidth(() => hotPair(hot, busy.wallets));

    const bytesBefore = await bytesOnDisk(empty.ownerUrl);
    const transfersBefore = empty.acknowledged();
    const contestants = createContestants({ busy, empty, full, baseline, bare, hot, width, hotWidth });
    const paces = await runRounds(contestants, options);
    note('bytes on disk');
    const bytes = (await bytesOnDisk(empty.ownerUrl)) - bytesBefore;

    note('reading');
    const readings = await readAtSize(full);
    note('whether the money is right');
    const faults = [
      ...(await baseline.faults()),
      ...(await faultsOf('the busy ledger', busy)),
      ...(await faultsOf('the ledger that was empty', empty)),
      ...(await faultsOf('the full ledger', full)),
    ];
    const lines = [
      ...speedLines(paces, { width, hotWidth, history: options.history }),
      ...readings.map(readingLine),
      {
        measure: 'bytes on disk per transfer, indexes included',
        measured: `${short(bytes / 1e6)} MB`,
        values: [bytes / (empty.acknowledged() - transfersBefore)],
        unit: 'bytes',
        goal: { atMost: 900 },
      },
    ];
    return { lines, faults };
  } finally {
    await bare.close();
    await baseline.close();
  }
}

interface Circumstances {
  readonly width: number;
  readonly hotWidth: number;
  readonly history: number;
}

function speedLines(paces: Readonly<Record<Contestant, readonly Pace[]>>, circumstances: Circumstances): readonly Line[] {
  const { width, hotWidth, history } = circumstances;
  const speed = (name: Contestant, unit: string) => `${short(median(paces[name].map(({ perSecond }) => perSecond)))} ${unit}/s`;
  const millis = (name: Contestant) => `${median(paces[name].map(({ p50 }) => p50)).toFixed(2)} ms`;
  const times = (name: Contestant, other: Contestant, of: (pace: Pace) => number = ({ perSecond }) => perSecond) =>
    paces[name].map((pace, round) => of(pace) / of(paces[other][round] ?? pace));
  const p50 = (pace: Pace) => pace.p50;
  const ratio = (measure: string, measured: string, values: readonly number[], goal?: Line['goal']): Line => {
    return { measure, measured, values, unit: '×', ...(goal !== undefined && { goal }) };
  };
  return [
    ratio(`baseline, uniform pairs, ${width} connections`, speed('baseline', 'transfers'), times('baseline', 'baseline')),
    ratio(
      `baseline, one hot account, ${hotWidth} connections`,
      speed('hotBaseline', 'transfers'),
      times('hotBaseline', 'baseline'),
    ),
    ratio('writer, uniform pairs, 256 waiting', speed('writer', 'transfers'), times('writer', 'baseline'), { atLeast: 5 }),
    ratio(
      'writer, one hot account, against the baseline with the same hot account',
      speed('hotWriter', 'transfers'),
      times('hotWriter', 'hotBaseline'),
      { atLeast: 15 },
    ),
    ratio(
      'writer, one hot account, against the baseline with uniform pairs',
      speed('hotWriter', 'transfers'),
      times('hotWriter', 'baseline'),
    ),
    ratio(
      'lone request, p50, against one baseline transaction',
      `${millis('loneWriter')} and ${millis('loneBaseline')}`,
      times('loneWriter', 'loneBaseline', p50),
      { atMost: 1.2 },
    ),
    ratio('hold + capture pairs, 256 waiting, against baseline transfers', speed('holds', 'pairs'), times('holds', 'baseline'), {
      atLeast: 3,
    }),
    ratio('atomic bulk of 1,000 lines, against baseline transfers', speed('bulk', 'lines'), times('bulk', 'baseline'), {
      atLeast: 8,
    }),
    ratio(
      `writer with ${short(history)} entries against an empty ledger`,
      `${speed('full', 'transfers')} and ${speed('empty', 'transfers')}`,
      times('full', 'empty'),
      { atLeast: 0.9 },
    ),
    ratio('the limit: bare set-based inserts of the same rows', speed('bare', 'transfers'), times('bare', 'baseline')),
    ratio('what the writer reaches of the limit', speed('writer', 'transfers'), times('writer', 'bare')),
  ];
}

function readingLine({ what, p50, p99 }: Reading): Line {
  return { measure: `${what}, p99`, measured: `p50 ${p50.toFixed(2)} ms`, values: [p99], unit: 'ms', goal: { atMost: 5 } };
}
