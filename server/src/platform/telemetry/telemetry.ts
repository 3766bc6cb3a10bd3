import { setTimeout } from 'node:timers/promises';
import type { Secret } from '#platform/secret';
import type { Logger } from './logger.ts';
import { useErrorReporter } from './report-error.ts';
import { useTracer } from './span.ts';

export interface TelemetryOptions {
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  readonly logger: Logger;
  /** The base address of an OTLP collector; absent means no tracing. */
  readonly otlpEndpoint?: string | undefined;
  /** Absent means that errors go to the log only. */
  readonly sentryDsn?: Secret | undefined;
  /** How long a stop may take to send what is still waiting. */
  readonly stopTimeoutMs?: number;
}

export interface Telemetry {
  /** Sends what is still waiting, and gives up when that takes too long. */
  stop(): Promise<void>;
}

/** Turns on tracing and error reports where configured. What is not configured is not even loaded. */
export async function createTelemetry({
  otlpEndpoint,
  sentryDsn,
  stopTimeoutMs = 3000,
  ...about
}: TelemetryOptions): Promise<Telemetry> {
  const stops: (() => Promise<void>)[] = [];
  if (otlpEndpoint !== undefined) {
    const { createOpenTelemetry } = await import('./open-telemetry.ts');
    const tracing = createOpenTelemetry({ ...about, endpoint: otlpEndpoint });
    useTracer(tracing);
    stops.push(async () => {
      useTracer(undefined);
      await tracing.stop();
    });
  }
  if (sentryDsn !== undefined) {
    const { createSentry } = await import('./sentry.ts');
    const sentry = createSentry({ ...about, dsn: sentryDsn });
    useErrorReporter(sentry);
    stops.push(async () => {
      useErrorReporter(undefined);
      await sentry.stop();
    });
  }
  return {
    async stop() {
      const stopped = Promise.all(stops.map((stop) => stop())).then(() => 'stopped');
      try {
        const end = await Promise.race([stopped, setTimeout(stopTimeoutMs, 'late', { ref: false })]);
        if (end === 'late') about.logger.warn('traces or error reports that nobody took in time are lost');
      } catch (error) {
        about.logger.warn({ err: error }, 'telemetry did not stop in order');
      }
    },
  };
}
