import { Counter, Gauge, type Registry } from 'prom-client';
import { type Database } from '#platform/db';
import { createPulse } from '#platform/events';
import { type Logger } from '#platform/telemetry';
import { type HeadSigner, type SignedHead } from './head.ts';
import { createBlockSealer } from './seal-block.ts';
import { isHeadDue, signHead } from './sign-head.ts';

export interface SealerOptions {
  readonly database: Pick<Database, 'transact'>;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly signer: HeadSigner;
  /** The heads outside the database, appended to. */
  readonly headsFile: string;
  /** The most postings of a block. */
  readonly blockPostings?: number;
  /** How long to let postings gather when all are sealed. */
  readonly everyMs?: number;
}

export interface Sealer {
  /** Signs where the chain stands, in addition to the heads that are signed by themselves. */
  signHead(): Promise<SignedHead | undefined>;
  stop(): Promise<void>;
}

/** Seals what the writer has committed, a moment later and on a connection of its own. Any number of processes may run one. */
export function createSealer(options: SealerOptions): Sealer {
  const { database, logger, registry, signer, headsFile, blockPostings = 1_000, everyMs = 1_000 } = options;
  const metrics = createMetrics(registry);
  const blocks = createBlockSealer(database, blockPostings);
  const heads = { database, signer, file: headsFile };

  let lookAt = 0;

  async function step(): Promise<number> {
    const began = performance.now();
    const sealed = await blocks.sealNext();
    if (sealed === undefined) return everyMs;
    if (sealed.block !== undefined) metrics.sealed(sealed.block.count);
    if (sealed.complete) metrics.completeAt(began);
    if (began >= lookAt) {
      lookAt = began + everyMs;
      if (await isHeadDue(heads)) await signHead(heads);
    }
    return sealed.block?.count === blockPostings ? 0 : everyMs;
  }

  const pulse = createPulse(step, (thrown) => logger.error({ err: thrown }, 'the ledger could not be sealed'));
  return {
    signHead: () => signHead(heads),
    stop: () => pulse.stop(),
  };
}

function createMetrics(registry: Registry) {
  let completeAt = performance.now();
  const sealed = new Counter({
    name: 'akawo_ledger_sealed_postings_total',
    help: 'Postings that this process has sealed.',
    registers: [registry],
  });
  const lag: Gauge = new Gauge({
    name: 'akawo_ledger_seal_lag_seconds',
    help: 'How long ago this process last saw every posting sealed.',
    registers: [registry],
    collect: () => lag.set((performance.now() - completeAt) / 1_000),
  });
  return {
    sealed: (postings: number) => sealed.inc(postings),
    completeAt: (moment: number) => {
      completeAt = moment;
    },
  };
}
