export { currentContext, withContext, type Context } from './context.ts';
export { guardProcess, type GuardOptions } from './guard-process.ts';
export { createLogger, type Logger, type LoggerOptions } from './logger.ts';
export { createRegistry } from './registry.ts';
export { reportError } from './report-error.ts';
export { serialiseError, type SerialisedError } from './serialise-error.ts';
export { currentTraceparent, isTracing, span, type SpanAttributes } from './span.ts';
export { createTelemetry, type Telemetry, type TelemetryOptions } from './telemetry.ts';
export { parseTraceparent, type TracePosition } from './traceparent.ts';
