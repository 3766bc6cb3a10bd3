import { setTimeout as wait } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { createDatabase } from '#platform/db';
import { Secret } from '../secret.ts';
import { readIntoEffects, trialLog } from './trial.ts';

// A process that reads until it is frozen or killed.
const [url = '', pauseSeconds, ...names] = process.argv.slice(2);
const database = createDatabase({
  url: new Secret(url),
  name: 'akawo trial',
  connections: 4,
  statementTimeoutMs: 5_000,
  lockTimeoutMs: 5_000,
  registry: new Registry(),
  onTrouble: () => {},
});
const log = trialLog(database);
for (const name of names) readIntoEffects(log, name, Number(pauseSeconds));
await wait(30_000);
