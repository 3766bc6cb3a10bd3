import type { Registry } from 'prom-client';
import type { Logger } from '#platform/telemetry';
import type { BreakerState } from './breaker.ts';
import type { Lanes } from './lanes.ts';
import type { Outcome, Why } from './outcome.ts';
import { providerMetrics } from './provider-metrics.ts';

interface Observed {
  readonly name: string;
  readonly registry: Registry;
  readonly logger: Logger;
}

const levels: Readonly<Record<BreakerState, number>> = { closed: 0, half_open: 1, open: 2 };

/** Counts and logs what a client does. Paths, bodies and headers are not written: the operation says enough. */
export function observeCalls({ name, registry, logger }: Observed, lanes: Lanes) {
  const metrics = providerMetrics(registry);
  metrics.watch(name, lanes);
  return {
    breaker(operation: string) {
      const gauge = metrics.breaker.labels(name, operation);
      gauge.set(levels.closed);
      return (state: BreakerState) => {
        gauge.set(levels[state]);
        logger.warn({ provider: name, operation, state }, 'a circuit breaker changed');
      };
    },

    repeat: (operation: string) => (attempt: number, why: Why, errorCode: string | undefined) => {
      metrics.repeats.inc({ provider: name, operation });
      logger.info({ provider: name, operation, attempt, why, error_code: errorCode }, 'a provider call is repeated');
    },

    async call(operation: string, work: () => Promise<Outcome>): Promise<Outcome> {
      const began = performance.now();
      const outcome = await work();
      const elapsedMs = performance.now() - began;
      const why = outcome.kind === 'unknown' ? outcome.why : '';
      metrics.calls.inc({ provider: name, operation, outcome: outcome.kind, why });
      metrics.duration.observe({ provider: name, operation, outcome: outcome.kind }, elapsedMs / 1000);
      const facts = {
        provider: name,
        operation,
        outcome: outcome.kind,
        status: outcome.status,
        duration_ms: Math.round(elapsedMs),
      };
      if (outcome.kind === 'unknown') logger.warn({ ...facts, why, sent: outcome.sent }, 'nobody knows yet what a provider did');
      else logger.info(facts, 'a provider answered');
      return outcome;
    },
  };
}
