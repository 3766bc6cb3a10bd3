import { collectDefaultMetrics, Registry } from 'prom-client';

/** A registry for everything this process measures, begun with what Node tells about memory, event loop and garbage collection. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
