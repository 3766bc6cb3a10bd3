import { AsyncLocalStorage } from 'node:async_hooks';
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Registry } from 'prom-client';
import { type Database, databaseUnavailable, isLostRace, outcomeUnknown } from '#platform/db';
import { type Along } from './along.ts';
import { checkOrder } from './check.ts';
import { type Order } from './command.ts';
import { commitBatch } from './commit.ts';
import { createMemory, type Decided, type Remembered } from './memory.ts';
import { accountsOf, assertIds } from './names.ts';
import { type Outcome } from './outcome.ts';
import { ledgerBusy } from './problems.ts';
import { createWaitingLine, type Waiting } from './waiting-line.ts';
import { createWriterMetrics } from './writer-metrics.ts';

export interface WriterOptions {
  readonly database: Pick<Database, 'transact'>;
  readonly registry: Registry;
  /** How many batches may be under way at once, each on a connection of its own. */
  readonly lanes?: number;
  /** The most orders that share a commit. */
  readonly batchOrders?: number;
  /** The most commands that share a commit, unless a single order has more. */
  readonly batchCommands?: number;
  /** How many orders may wait. Who comes after them is refused at once. */
  readonly queueOrders?: number;
  /** How many accounts to remember between batches, so that nobody has to ask for them: those that moved last. */
  readonly rememberedAccounts?: number;
  /** How long to find out what became of a COMMIT that was not answered, before its waiters are told that nobody knows. */
  readonly patienceMs?: number;
}

export interface Writer {
  /** Answers after the commit that carries the order, together with what goes along with it. */
  submit(order: Order, along?: readonly Along[]): Promise<Outcome>;
  /** Takes no more orders and answers after the last one that waits. */
  stop(): Promise<void>;
}

interface Waiter extends Waiting {
  resolve(outcome: Outcome): void;
  reject(reason: unknown): void;
}

/** While the database writes for one lane we decide for another. On two processors a third one would only make the batches smaller. */
const usualLanes = availableParallelism() > 2 ? 3 : 2;

/**
 * Fewer orders than these, and than are under way, are cheaper together: they wait for those and share the next commit. But not for long:
 * whoever is under way may be waiting for a lock.
 */
const worthALane = 64;
const worthWaitingMs = 20;

/**
 * Many requests per commit: a batch is whatever has gathered while the one before it was written, so a lone order waits for nobody and a
 * crowd shares the cost of locking, writing and flushing.
 */
export function createWriter(options: WriterOptions): Writer {
  const {
    database,
    registry,
    lanes = usualLanes,
    batchOrders = 512,
    batchCommands = 2_000,
    queueOrders = 20_000,
    rememberedAccounts = 50_000,
    patienceMs = 5_000,
  } = options;
  const line = createWaitingLine<Waiter>();
  const memory = createMemory({ size: rememberedAccounts });
  const running = new Set<Promise<void>>();
  const metrics = createWriterMetrics(registry, () => line.length);
  // A batch belongs to nobody in particular: its log lines and traces are not those of the request that happened to start it.
  const inOwnContext = AsyncLocalStorage.snapshot();
  let busy = 0;
  let underWay = 0;
  let opening: NodeJS.Timeout | undefined;
  let stopped = false;

  function wake(): void {
    if (running.size >= lanes) return;
    if (line.length >= Math.min(worthALane, underWay)) openLane();
    else opening ??= setTimeout(openLate, worthWaitingMs);
  }

  function openLate(): void {
    opening = undefined;
    if (line.length > 0 && running.size < lanes) openLane();
  }

  function openLane(): void {
    const lane: Promise<void> = inOwnContext(run).finally(() => {
      running.delete(lane);
      // Who came in the moment in which the last lane closed.
      if (running.size === 0 && line.length > 0) openLane();
    });
    running.add(lane);
  }

  /** A crowd is shared among the lanes that are free, so that the database writes for one while we decide for another. */
  function take(): readonly Waiter[] {
    const share = Math.ceil(line.length / (lanes - busy));
    return line.take({ share: Math.max(share, worthALane), orders: batchOrders, commands: batchCommands });
  }

  async function run(): Promise<void> {
    // Orders of the same turn come in together, and whoever was just answered may speak before the next batch is closed.
    await Promise.resolve();
    for (let batch = take(); batch.length > 0; batch = take()) {
      busy += 1;
      underWay += batch.length;
      const started = performance.now();
      const { remembered, others } = decideFromMemory(batch);
      metrics.decided(batch.length - others.length, others.length);
      if (remembered !== undefined) await settle(remembered.members, remembered);
      if (others.length > 0) await settle(others);
      line.done(batch);
      busy -= 1;
      underWay -= batch.length;
      metrics.batch(batch.length, (performance.now() - started) / 1_000);
      await nextTurn();
    }
  }

  function decideFromMemory(batch: readonly Waiter[]): Decided<Waiter> {
    try {
      return memory.decide(batch);
    } catch {
      // An order that cannot be decided at all: it will be found below, where it fails alone, with this error.
      return { others: batch };
    }
  }

  /** An error of the database fails nobody but whose fault it is: the batch is halved until he is alone. */
  async function settle(batch: readonly Waiter[], remembered?: Remembered): Promise<void> {
    try {
      const outcomes = await commitBatch({ database, memory, metrics, patienceMs }, batch, remembered);
      for (const [index, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined) reject(new Error('an order of the batch was not decided'));
        else resolve(outcome);
      }
    } catch (thrown) {
      if (batch.length === 1 || databaseUnavailable.is(thrown) || outcomeUnknown.is(thrown)) {
        const reason = isLostRace(thrown) ? ledgerBusy({ retryAfterSeconds: 1, cause: thrown }) : thrown;
        for (const { reject } of batch) reject(reason);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await settle(batch.slice(0, middle));
      await settle(batch.slice(middle));
    }
  }

  return {
    async submit(order, along) {
      assertIds(order);
      const malformed = checkOrder(order);
      if (malformed !== undefined) return malformed;
      if (stopped || line.length >= queueOrders) throw ledgerBusy({ retryAfterSeconds: 1 });
      const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
      const isFree = line.add({ order, accounts: accountsOf(order), ...(along !== undefined && { along }), resolve, reject });
      if (isFree) wake();
      return promise;
    },
    async stop() {
      stopped = true;
      while (running.size > 0) await Promise.all(running);
    },
  };
}
