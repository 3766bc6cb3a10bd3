import { diag, DiagLogLevel, ROOT_CONTEXT, SpanStatusCode, trace, TraceFlags, type Context, type Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, BasicTracerProvider, BatchSpanProcessor, ParentBasedSampler } from '@opentelemetry/sdk-trace-node';
import type { Logger } from 'pino';
import { currentContext, withContext } from './context.ts';
import type { Tracer } from './span.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

export interface OpenTelemetryOptions {
  readonly endpoint: string;
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  readonly logger: Logger;
}

const exportTimeoutMs = 3000;

/** Loaded only when an endpoint is configured: the one place that knows OpenTelemetry. */
export function createOpenTelemetry(options: OpenTelemetryOptions): Tracer & { stop(): Promise<void> } {
  const warn = (message: string) => options.logger.warn({ message }, 'traces could not be sent');
  const ignore = () => {};
  diag.setLogger(
    { error: warn, warn, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.service,
      'service.version': options.version,
      'deployment.environment.name': options.environment,
    }),
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: [
      new BatchSpanProcessor(new OTLPTraceExporter({ url: `${options.endpoint}/v1/traces`, timeoutMillis: exportTimeoutMs }), {
        exportTimeoutMillis: exportTimeoutMs,
        maxQueueSize: 2048,
      }),
    ],
  });
  const tracer = provider.getTracer(options.service);
  return {
    span(name, attributes, work) {
      const started = tracer.startSpan(name, { attributes }, parentOf(currentContext()?.traceparent));
      return within(started, work);
    },
    async stop() {
      await provider.shutdown();
      diag.disable();
    },
  };
}

/** Our own context carries the position in the trace, so OpenTelemetry needs no second one of its own. */
function parentOf(traceparent: string | undefined): Context {
  const position = parseTraceparent(traceparent);
  if (position === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, sampled } = position;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
  });
}

function within<T>(started: Span, work: () => T): T {
  const { traceId, spanId, traceFlags } = started.spanContext();
  const traceparent = formatTraceparent({ traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 });
  const context = currentContext() ?? { correlationId: traceId };
  let result: T;
  try {
    result = withContext({ ...context, traceparent }, work);
  } catch (error) {
    end(started, error);
    throw error;
  }
  if (result instanceof Promise)
    result.then(
      () => end(started),
      (error: unknown) => end(started, error),
    );
  else end(started);
  return result;
}

function end(started: Span, error?: unknown): void {
  // The kind of error only: a message may quote what a person typed.
  if (error !== undefined) {
    started.setStatus({ code: SpanStatusCode.ERROR });
    started.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
  }
  started.end();
}
