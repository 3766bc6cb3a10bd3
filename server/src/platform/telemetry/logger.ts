import {
  pino,
  stdTimeFunctions,
  type Bindings,
  type ChildLoggerOptions,
  type DestinationStream,
  type Level,
  type Logger as PinoLogger,
} from 'pino';
import { currentContext } from './context.ts';
import { redactMembers } from './redact.ts';
import { scrubText } from './scrub-text.ts';
import { parseTraceparent } from './traceparent.ts';

export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly level: Level | 'silent';
  /** What this process is: `api`, `worker`, `sandbox`. */
  readonly name: string;
  /** Standard output unless a test wants to read along. */
  readonly destination?: DestinationStream;
}

/** One line of JSON per fact, in UTC, with the correlation id and the caller of the work it was written for. */
export function createLogger({ level, name, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { name },
    timestamp: stdTimeFunctions.isoTime,
    mixin: describeContext,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: redactMembers,
    },
    // Errors have been serialised by `redactMembers`; pino would do it again, its own way.
    serializers: { err: (error: unknown) => error, req: describeRequest, res: describeResponse },
    hooks: { streamWrite: scrubText },
  };
  const logger = destination === undefined ? pino(options) : pino(options, destination);
  redactBindings(logger);
  return logger;
}

/** Pino formats what is logged but not what a child logger is bound to; children inherit this from the first logger. */
function redactBindings(logger: Logger): void {
  const original = Object.getPrototypeOf(logger) as { child(bindings: Bindings, options: ChildLoggerOptions): Logger };
  Object.defineProperty(logger, 'child', {
    value(this: Logger, bindings: Bindings, options: ChildLoggerOptions = {}) {
      return original.child.call(this, redactMembers(bindings), options);
    },
  });
}

function describeContext(): object {
  const context = currentContext();
  if (context === undefined) return {};
  const traceId = parseTraceparent(context.traceparent)?.traceId;
  return {
    correlation_id: context.correlationId,
    ...(context.caller === undefined ? {} : { caller: context.caller }),
    ...(traceId === undefined ? {} : { trace_id: traceId }),
  };
}

/** Without the query, where people put what should have been in a header. */
function describeRequest({ method, url }: { readonly method?: string; readonly url?: string }): object {
  return { method, path: url?.split('?', 1)[0] };
}

function describeResponse({ statusCode }: { readonly statusCode?: number }): object {
  return { status: statusCode };
}
