import { currentContext } from './context.ts';

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** What a tracing system does for us; `open-telemetry.ts` is the one we have. */
export interface Tracer {
  span<T>(name: string, attributes: SpanAttributes, work: () => T): T;
}

let tracer: Tracer | undefined;

export function useTracer(next: Tracer | undefined): void {
  tracer = next;
}

export function isTracing(): boolean {
  return tracer !== undefined;
}

/** Measures a piece of work as part of the trace it belongs to. Without a tracing system it is the work and nothing more. */
export function span<T>(name: string, attributes: SpanAttributes, work: () => T): T {
  return tracer === undefined ? work() : tracer.span(name, attributes, work);
}

/** What to send along, so that the trace goes on elsewhere: in a header, an event or a job. Passed through even when tracing is off. */
export function currentTraceparent(): string | undefined {
  return currentContext()?.traceparent;
}
