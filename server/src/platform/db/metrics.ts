import type pg from 'pg';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

/** An empty pool is the first sign of a slow database; it must be seen before callers see it. */
export function watchPool(pool: pg.Pool, options: { readonly name: string; readonly registry: Registry }): void {
  const name = 'akawo_database_connections';
  const known = options.registry.getSingleMetric(name);
  if (known !== undefined) options.registry.removeSingleMetric(name);
  const gauge = new Gauge({
    name,
    help: 'Connections of the pool by state; "waiting" are callers without one.',
    labelNames: ['state'],
    registers: [options.registry],
    collect() {
      gauge.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
      gauge.set({ state: 'idle' }, pool.idleCount);
      gauge.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
}
