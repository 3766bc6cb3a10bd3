import type { Logger } from './logger.ts';
import { reportError } from './report-error.ts';

export interface GuardOptions {
  readonly logger: Logger;
  /** Takes no new work, finishes what is under way, flushes telemetry. */
  readonly onFatal: () => Promise<void>;
  /** Ends the process: only an entrance of the program may, so it passes this in. */
  readonly exit: (code: number) => void;
  /** How long the draining may take before the process ends anyway. */
  readonly timeoutMs?: number;
}

const failure = 1;

/**
 * A process in an unknown state does not move money: whatever nobody caught is logged and reported,
 * the work under way is drained, and the process ends with a failure so that a supervisor starts a fresh one.
 */
export function guardProcess({ logger, onFatal, exit, timeoutMs = 20_000 }: GuardOptions): { release(): void } {
  let ending = false;
  const end = (error: unknown, origin: string) => {
    logger.fatal({ err: error, origin }, 'nobody caught this: the process drains and ends');
    if (ending) return;
    ending = true;
    reportError(error);
    // Deliberately not unref'd: it is what guarantees the end.
    setTimeout(() => exit(failure), timeoutMs);
    void drain();
  };
  const drain = async () => {
    try {
      await onFatal();
    } catch (error) {
      logger.fatal({ err: error }, 'draining failed');
    } finally {
      exit(failure);
    }
  };
  const onRejection = (reason: unknown) => end(reason, 'unhandledRejection');
  process.on('uncaughtException', end);
  process.on('unhandledRejection', onRejection);
  return {
    release() {
      process.off('uncaughtException', end);
      process.off('unhandledRejection', onRejection);
    },
  };
}
