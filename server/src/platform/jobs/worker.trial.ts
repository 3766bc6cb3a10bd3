import { Registry } from 'prom-client';
import { createDatabase } from '#platform/db';
import { Secret } from '../secret.ts';
import { deadly, doOnce, trialJobs, work } from './trial.ts';

// A process that works until it is killed: by one kind of job at once, by the test when the other kind has taken effect.
const [url = ''] = process.argv.slice(2);
const database = createDatabase({
  url: new Secret(url),
  name: 'akawo trial',
  connections: 4,
  statementTimeoutMs: 5_000,
  lockTimeoutMs: 5_000,
  registry: new Registry(),
  onTrouble: () => {},
});
const jobs = trialJobs(database);
jobs.handle(work, async ({ number }, { signal }) => {
  await doOnce(database, number, 'the killed one');
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
});
jobs.handle(deadly, async () => void process.kill(process.pid, 'SIGKILL'));
await jobs.start();
