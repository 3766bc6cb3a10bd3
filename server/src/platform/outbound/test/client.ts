import { after } from 'node:test';
import { Registry } from 'prom-client';
import { createLogger } from '#platform/telemetry';
import { createProviderClient, type ProviderClient, type ProviderClientOptions } from '../index.ts';

export interface Observed {
  readonly client: ProviderClient;
  readonly registry: Registry;
  readonly log: () => string;
}

/** A client as assembled for real, whose log and metrics can be read. */
export function observeClient(baseUrl: string, options: Partial<ProviderClientOptions> = {}): Observed {
  let log = '';
  const logger = createLogger({ level: 'trace', name: 'test', destination: { write: (line) => void (log += line) } });
  const registry = new Registry();
  const client = createProviderClient({ name: 'acme', baseUrl, timeoutMs: 1000, registry, logger, ...options });
  after(() => client.stop());
  return { client, registry, log: () => log };
}
