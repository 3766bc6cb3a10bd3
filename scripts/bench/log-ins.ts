import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchLogIns } from '../../server/bench/log-ins.ts';
import { isReached, renderTable } from '../../server/bench/table.ts';
import { createSteps } from '../start/steps.ts';
import { startBenchCluster } from './cluster.ts';

/** Whether a flood of log-ins makes transfers wait. `node scripts/bench/log-ins.ts --rounds 5 --transfers 200 --log-ins 200` */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    people: { type: 'string', default: '1000' },
    transfers: { type: 'string', default: '100' },
    'log-ins': { type: 'string', default: '200' },
  },
});
const steps = createSteps();
const cluster = await startBenchCluster(resolve(join(import.meta.dirname, '../..'), process.env['AKAWO_HOME'] ?? '.akawo'));
try {
  const database = await cluster.create('ours');
  const lines = await steps.step(
    'Log-ins beside transfers',
    (note) =>
      benchLogIns({
        ...database,
        people: Number(values.people),
        rounds: Number(values.rounds),
        span: { milliseconds: Number(values.seconds) * 1_000, warmUpMilliseconds: 700 },
        transfersPerSecond: Number(values.transfers),
        logInsPerSecond: Number(values['log-ins']),
        note,
      }),
    () => `${values.rounds} rounds of ${values.seconds} s each`,
  );
  steps.say(`\n${renderTable(lines)}\n`);
  process.exitCode = lines.every(isReached) ? 0 : 1;
} finally {
  await cluster.stop();
}
