import { join, resolve } from 'node:path';

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where the stages keep their books. */
  readonly folder: string;
}

export class ConfigMistake extends Error {}

export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const port = environment['SANDBOX_PORT'] ?? '3010';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new ConfigMistake(`SANDBOX_PORT is a port number such as 3010, not "${port}".`);
  }
  const home = resolve(environment['AKAWO_HOME'] ?? join(import.meta.dirname, '..', '..', '.akawo'));
  return { host: environment['HOST'] ?? '127.0.0.1', port: Number(port), folder: join(home, 'sandbox') };
}
