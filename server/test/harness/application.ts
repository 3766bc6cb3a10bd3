import { pino } from 'pino';
import { Registry } from 'prom-client';
import { readConfig } from '#platform/config';
import type { Secret } from '#platform/secret';
import { type Akawo, assemble } from '../../src/assemble.ts';
import { testHome } from './home.ts';

/** The assembled program in the caller's own process, not started: for `inject`, and for routes of a test's own. */
export function assembleFor(appUrl: Secret, environment: Record<string, string> = {}): Promise<Akawo> {
  const config = readConfig({
    AKAWO_ENV: 'test',
    AKAWO_HOME: testHome(),
    PORT: '0',
    DATABASE_APP_URL: appUrl.reveal(),
    ...environment,
  });
  const database = { appUrl, applied: [], stop: async () => {} };
  return assemble({ config, logger: pino({ level: 'silent' }), registry: new Registry(), database });
}
