import { availableParallelism, cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchLedger } from '../../server/bench/ledger.ts';
import { isReached, renderTable, short } from '../../server/bench/table.ts';
import { createWorld } from '../../server/bench/world.ts';
import { type BenchCluster, settings, startBenchCluster } from './cluster.ts';
import { Stopped, watchForEnding } from '../start/ending.ts';
import { createSteps } from '../start/steps.ts';

const root = join(import.meta.dirname, '../..');
const accounts = 10_000;

/** `--full` is the table of the documents; without it the same in about three minutes, with fewer entries and shorter rounds. */
const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    entries: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string' },
  },
});
const history = Number(values.entries ?? (values.full ? 10_000_000 : 500_000));
const rounds = Number(values.rounds);
const seconds = Number(values.seconds ?? (values.full ? 4 : 2));

const steps = createSteps();
const ending = watchForEnding();
const since = performance.now();
const loadBefore = loadavg()[0] ?? 0;

const home = resolve(root, process.env['AKAWO_HOME'] ?? '.akawo');
const cluster = await steps.step(
  'PostgreSQL',
  () => startBenchCluster(home),
  ({ version }) => version,
);
try {
  const isGood = await ending.unlessWanted(measure(cluster));
  process.exitCode = isGood ? 0 : 1;
} catch (thrown) {
  if (!(thrown instanceof Stopped)) throw thrown;
  process.exitCode = 1;
} finally {
  await cluster.stop();
}
// Whoever pressed Ctrl-C does not wait for loops that have lost their database.
process.exit();

async function measure({ create, version }: BenchCluster): Promise<boolean> {
  const build = async (name: string, past: number) => createWorld({ ...(await create(name)), accounts, history: past });
  const ledgers = await steps.step(
    'Ledgers',
    async (note) => {
      note(`filling one with ${short(history)} entries`);
      return { full: await build('full', history), empty: await build('empty', 0), busy: await build('busy', 0) };
    },
    () => `${short(accounts)} accounts in each, ${short(history)} entries in one`,
  );
  const span = { milliseconds: seconds * 1_000, warmUpMilliseconds: 400 };
  const { lines, faults } = await steps.step(
    'Rounds',
    (note) => benchLedger({ ...ledgers, history, rounds, span, note }),
    () => `${rounds} of ${seconds} s each`,
  );
  for (const world of Object.values(ledgers)) await world.close();

  steps.say(`\n${renderTable(lines)}\n\n${circumstances(version)}`);
  for (const fault of faults) steps.say(`The money is wrong. ${fault}.`);
  if (faults.length === 0) steps.say('The money is right: everything acknowledged is recorded once, and all sums hold.');
  return faults.length === 0 && lines.every(isReached);
}

function circumstances(version: string): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown';
  return [
    `${availableParallelism()} cores (${processor}), Node ${process.versions.node}, PostgreSQL ${version} through a Unix socket`,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
    `load before ${loadBefore.toFixed(1)}; ${short((performance.now() - since) / 1_000)} s in all; medians of ${rounds} rounds of ${seconds} s`,
  ].join('\n');
}
