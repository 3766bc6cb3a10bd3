import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isReached, renderTable } from '../../server/bench/table.ts';
import { benchTransfers } from '../../server/bench/transfers.ts';
import { createSteps } from '../start/steps.ts';
import { startBenchCluster } from './cluster.ts';

/** What `POST /transfers` costs, in units of bare SQL on the same machine in the same run. `node scripts/bench/transfers.ts --rounds 5` */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    people: { type: 'string', default: '5000' },
  },
});
const span = { milliseconds: Number(values.seconds) * 1_000, warmUpMilliseconds: 700 };
const steps = createSteps();

const cluster = await startBenchCluster(resolve(join(import.meta.dirname, '../..'), process.env['AKAWO_HOME'] ?? '.akawo'));
try {
  const databases = { plain: await cluster.create('plain'), ours: await cluster.create('ours') };
  const { lines, faults } = await steps.step(
    'Transfers',
    (note) => benchTransfers({ ...databases, people: Number(values.people), rounds: Number(values.rounds), span, note }),
    () => `${values.rounds} rounds of ${values.seconds} s each`,
  );
  steps.say(`\n${renderTable(lines)}\n`);
  for (const fault of faults) steps.say(`The money is wrong. ${fault}.`);
  if (faults.length === 0) steps.say('The money is right: everything acknowledged is recorded once, and all sums hold.');
  process.exitCode = faults.length === 0 && lines.every(isReached) ? 0 : 1;
} finally {
  await cluster.stop();
}
