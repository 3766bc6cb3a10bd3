import { Gauge, Histogram, type Registry } from 'prom-client';

export interface WriterMetrics {
  /** A batch was committed, or given up. */
  batch(orders: number, seconds: number): void;
}

export function createWriterMetrics(registry: Registry, waiting: () => number): WriterMetrics {
  const size = new Histogram({
    name: 'akawo_ledger_batch_orders',
    help: 'How many orders shared a commit; many means that the database is the bottleneck.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'akawo_ledger_batch_seconds',
    help: 'From taking the orders of a batch to the answer of its commit.',
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
    registers: [registry],
  });
  const queue: Gauge = new Gauge({
    name: 'akawo_ledger_waiting_orders',
    help: 'Orders that wait for the batch before theirs.',
    registers: [registry],
    collect: () => queue.set(waiting()),
  });
  return {
    batch(orders, seconds) {
      size.observe(orders);
      duration.observe(seconds);
    },
  };
}
