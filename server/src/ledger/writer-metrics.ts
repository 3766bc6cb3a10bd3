import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface WriterMetrics {
  /** A batch was committed, or given up. */
  batch(orders: number, seconds: number): void;
  /** So many orders were decided from memory, and so many on what was read and locked. */
  decided(fromMemory: number, fromDatabase: number): void;
  /** What was decided from memory was refused by the database: somebody else had moved the accounts or changed their terms. */
  outOfDate(): void;
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
  const decided = new Counter({
    name: 'akawo_ledger_decided_orders_total',
    help: 'Orders by what they were decided on: what this process remembered of their accounts, or what it read and locked.',
    labelNames: ['from'],
    registers: [registry],
  });
  const outOfDate = new Counter({
    name: 'akawo_ledger_out_of_date_batches_total',
    help: 'Batches that were decided from memory in vain, because somebody else moved the same accounts.',
    registers: [registry],
  });
  return {
    decided(fromMemory, fromDatabase) {
      decided.inc({ from: 'memory' }, fromMemory);
      decided.inc({ from: 'database' }, fromDatabase);
    },
    outOfDate: () => outOfDate.inc(),
    batch(orders, seconds) {
      size.observe(orders);
      duration.observe(seconds);
    },
  };
}
