import { Counter, Gauge, type Registry } from 'prom-client';
import type { Verdict } from './limiter.ts';

/** Counts refusals per rule, for every limiter that shares the registry. */
export function countRefusals(registry: Registry): (verdict: Verdict) => Verdict {
  const name = 'akawo_limit_refusals_total';
  const refusals =
    (registry.getSingleMetric(name) as Counter<'rule'> | undefined) ??
    new Counter({ name, help: 'Requests refused by a limit, by rule.', labelNames: ['rule'], registers: [registry] });
  return (verdict) => {
    if (!verdict.allowed) refusals.inc({ rule: verdict.rule.name });
    return verdict;
  };
}

export function watchRedis(registry: Registry, isUp: () => boolean): void {
  const gauge: Gauge = new Gauge({
    name: 'akawo_limits_redis_up',
    help: 'Whether general limits are counted in Redis (1) or, because it is down, by each process alone (0).',
    registers: [registry],
    collect: () => gauge.set(isUp() ? 1 : 0),
  });
}
