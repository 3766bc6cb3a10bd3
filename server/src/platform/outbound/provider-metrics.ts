import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Lanes } from './lanes.ts';

export interface ProviderMetrics {
  readonly calls: Counter<'provider' | 'operation' | 'outcome' | 'why'>;
  readonly repeats: Counter<'provider' | 'operation'>;
  readonly duration: Histogram<'provider' | 'operation' | 'outcome'>;
  readonly breaker: Gauge<'provider' | 'operation'>;
  /** Shows from now on how full these lanes are. */
  watch(provider: string, lanes: Lanes): void;
}

const made = new WeakMap<Registry, ProviderMetrics>();

/** All clients of a process count in the same metrics, told apart by the provider's name. */
export function providerMetrics(registry: Registry): ProviderMetrics {
  const metrics = made.get(registry) ?? createMetrics([registry]);
  made.set(registry, metrics);
  return metrics;
}

function createMetrics(registers: Registry[]): ProviderMetrics {
  const watched = new Map<string, Lanes>();
  const laneGauge = (name: string, help: string, read: (lanes: Lanes) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['provider'],
      registers,
      collect() {
        for (const [provider, lanes] of watched) this.set({ provider }, read(lanes));
      },
    });
  laneGauge('akawo_provider_calls_in_flight', 'Calls under way', (lanes) => lanes.inFlight);
  laneGauge('akawo_provider_calls_waiting', 'Calls that wait until others have ended', (lanes) => lanes.waiting);
  return {
    calls: new Counter({
      name: 'akawo_provider_calls_total',
      help: 'Calls to providers by what came of them; why is empty unless that is unknown',
      labelNames: ['provider', 'operation', 'outcome', 'why'],
      registers,
    }),
    repeats: new Counter({
      name: 'akawo_provider_repeats_total',
      help: 'Further attempts within those calls',
      labelNames: ['provider', 'operation'],
      registers,
    }),
    duration: new Histogram({
      name: 'akawo_provider_call_seconds',
      help: 'How long calls took, with their further attempts',
      labelNames: ['provider', 'operation', 'outcome'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    breaker: new Gauge({
      name: 'akawo_provider_breaker_state',
      help: '0: asks freely, 1: probes with one call, 2: does not ask',
      labelNames: ['provider', 'operation'],
      registers,
    }),
    watch: (provider, lanes) => void watched.set(provider, lanes),
  };
}
