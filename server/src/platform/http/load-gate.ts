import { Counter, Gauge, type Registry } from 'prom-client';
import type { OverloadOptions } from './options.ts';
import { overloaded } from './problems.ts';

const tickMs = 20;
/** How much the latest tick weighs. One pause of the garbage collector is forgiven; a loop that stays late is not. */
const weight = 0.3;

export interface LoadGate {
  /** Counts one more request in, or throws `overloaded`. */
  enter(isEssential: boolean): void;
  leave(): void;
  stop(): void;
}

/** Refuses early and cheaply what could only be answered late: by the number of requests in flight and by how late the event loop is. */
export function createLoadGate({ maxEventLoopDelayMs, maxInFlight }: OverloadOptions, registry: Registry): LoadGate {
  let inFlight = 0;
  let delay = 0;
  let expected = performance.now() + tickMs;
  const timer = setInterval(() => {
    const now = performance.now();
    delay += weight * (Math.max(0, now - expected) - delay);
    expected = now + tickMs;
  }, tickMs).unref();

  const shed = new Counter({
    name: 'akawo_http_shed_requests_total',
    help: 'Requests refused to protect the others.',
    labelNames: ['reason'],
    registers: [registry],
  });
  addGauge(registry, 'akawo_http_requests_in_flight', 'Requests being answered now.', () => inFlight);
  addGauge(registry, 'akawo_http_loop_delay_seconds', 'How late the event loop is, smoothed.', () => delay / 1000);

  return {
    enter(isEssential) {
      if (!isEssential) {
        const reason = inFlight >= maxInFlight ? 'in_flight' : delay > maxEventLoopDelayMs ? 'event_loop' : undefined;
        if (reason !== undefined) {
          shed.inc({ reason });
          throw overloaded({ retryAfterSeconds: 1 });
        }
      }
      inFlight++;
    },
    leave: () => void inFlight--,
    stop: () => clearInterval(timer),
  };
}

function addGauge(registry: Registry, name: string, help: string, read: () => number): void {
  const collect = function (this: Gauge) {
    this.set(read());
  };
  registry.registerMetric(new Gauge({ name, help, registers: [], collect }));
}
