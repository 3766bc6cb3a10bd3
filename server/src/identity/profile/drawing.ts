import { join } from 'node:path';
import { Histogram, type Registry } from 'prom-client';
import { type Logger } from '#platform/telemetry';
import { avatarBusy, avatarInvalid } from '../problems.ts';
import { runChild } from './drawing-child.ts';

export interface DrawingOptions {
  /** How many pictures are drawn at once, and how many may wait for that. */
  readonly atOnce?: number;
  readonly waiting?: number;
  /** For one picture. */
  readonly timeoutMs?: number;
  /** What one child may allocate, of which it needs a quarter for itself. Linux holds it to that; elsewhere only the pixels are bounded. */
  readonly memoryMib?: number;
  readonly mostPixels?: number;
  /** Tests bring programs that misbehave. */
  readonly program?: string;
  readonly registry: Registry;
  readonly logger: Logger;
}

export interface Drawing {
  /** The picture drawn anew, as WebP of 512 by 512; throws `avatar_invalid` where that is not possible and `avatar_busy` in a crowd. */
  draw(picture: Buffer): Promise<Buffer>;
  /** Ends what is being drawn and waits until it has ended. */
  stop(): Promise<void>;
}

const ownProgram = join(import.meta.dirname, 'draw-picture.mjs');

/** What the child says by its exit code, in words for whoever sent the picture. */
const unreadable = 'It cannot be read: it is broken, cut short or too complex.';
const refusals: Readonly<Record<number, string>> = {
  20: unreadable,
  21: 'It moves; send one that stands still.',
  22: 'It has too many pixels.',
};

/**
 * Pictures from strangers are decoded by much code that was not written for strangers. So each is drawn by a child process of its own, which
 * has nothing to steal, may take a bounded time and memory, and whose end, whatever it is, is that of one picture.
 */
export function createDrawing(options: DrawingOptions): Drawing {
  const { atOnce = 2, waiting = 8, timeoutMs = 5_000, memoryMib = 512, mostPixels = 50_000_000, logger } = options;
  const { program = ownProgram } = options;
  const seconds = measureDrawing(options.registry);
  const stopping = new AbortController();
  const ended = Promise.withResolvers<void>();
  const queue: (() => void)[] = [];
  let running = 0;

  /** A place that is left is handed to the next in the queue and not put back, so nobody can slip in between. */
  function leave(): void {
    const next = queue.shift();
    if (next !== undefined) return next();
    running -= 1;
    if (running === 0 && stopping.signal.aborted) ended.resolve();
  }

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running < atOnce) running += 1;
    else if (queue.length < waiting) await new Promise<void>((admit) => queue.push(admit));
    else throw avatarBusy({ retryAfterSeconds: 2 });
    try {
      return await work();
    } finally {
      leave();
    }
  }

  async function drawNow(picture: Buffer): Promise<Buffer> {
    if (stopping.signal.aborted) throw avatarBusy({ retryAfterSeconds: 2 });
    const done = seconds.startTimer();
    const end = await runChild({ program, picture, timeoutMs, memoryMib, mostPixels, stop: stopping.signal });
    done({ outcome: end.kind });
    switch (end.kind) {
      case 'drawn':
        return end.drawing;
      case 'killed':
        if (stopping.signal.aborted) throw avatarBusy({ retryAfterSeconds: 2 });
        logger.warn({ why: end.why, said: end.said }, 'a picture killed the child that was to draw it');
        throw avatarInvalid({ detail: unreadable });
      case 'ended': {
        const detail = refusals[end.code];
        if (detail === undefined) throw new Error(`the child that draws pictures ended with ${end.code}: ${end.said}`);
        throw avatarInvalid({ detail });
      }
    }
  }

  return {
    draw: (picture) => inTurn(() => drawNow(picture)),
    async stop() {
      stopping.abort();
      if (running === 0) ended.resolve();
      await ended.promise;
    },
  };
}

function measureDrawing(registry: Registry): Histogram<'outcome'> {
  return new Histogram({
    name: 'akawo_avatar_drawing_seconds',
    help: 'How long the child took that drew a picture, by how it ended.',
    labelNames: ['outcome'],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
}
