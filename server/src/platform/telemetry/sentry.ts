import { createStackParser, createTransport, Scope, type BaseTransportOptions, type Event } from '@sentry/core';
import { nodeStackLineParser, ServerRuntimeClient } from '@sentry/core/server';
import type { Logger } from 'pino';
import type { Secret } from '#platform/secret';
import { currentContext } from './context.ts';
import type { ErrorReporter } from './report-error.ts';
import { scrubText } from './scrub-text.ts';
import { serialiseError, type SerialisedError } from './serialise-error.ts';

export interface SentryOptions {
  readonly dsn: Secret;
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  readonly logger: Logger;
}

const sendTimeoutMs = 3000;

/** Loaded only when a DSN is configured: the one place that knows Sentry. */
export function createSentry(options: SentryOptions): ErrorReporter & { stop(): Promise<void> } {
  const client = new ServerRuntimeClient({
    dsn: options.dsn.reveal(),
    release: `${options.service}@${options.version}`,
    environment: options.environment,
    platform: 'node',
    runtime: { name: 'node', version: process.version },
    integrations: [],
    sendClientReports: false,
    stackParser: createStackParser(nodeStackLineParser()),
    transport: (transport) => createFetchTransport(transport, options.logger),
    // Last in line, so nothing that Sentry gathers by itself can carry a value past our own rules.
    beforeSend: (event) => JSON.parse(scrubText(JSON.stringify(event))) as typeof event,
  });
  client.init();
  return {
    report(error) {
      const { correlationId, caller } = currentContext() ?? {};
      const scope = new Scope();
      scope.setTags({ correlation_id: correlationId, caller });
      client.captureEvent(describe(serialiseError(error), client.getOptions().stackParser), {}, scope);
    },
    async stop() {
      await client.close(sendTimeoutMs);
    },
  };
}

type StackParser = ReturnType<typeof createStackParser>;

/** Built from our own rendering of the error, which has dropped what may be secret; the cause comes first, as Sentry wants it. */
function describe(error: SerialisedError, parseStack: StackParser): Event {
  const chain: SerialisedError[] = [];
  for (let link: SerialisedError | undefined = error; link !== undefined; link = link.cause) chain.unshift(link);
  const values = chain.map(({ type, code, message, stack = '' }) => ({
    type,
    value: code === undefined ? message : `${code}: ${message}`,
    stacktrace: { frames: parseStack(`${type}\n${stack}`) },
  }));
  return { level: 'error', exception: { values } };
}

function createFetchTransport(transport: BaseTransportOptions, logger: Logger) {
  return createTransport(transport, async ({ body }) => {
    try {
      const response = await fetch(transport.url, {
        method: 'POST',
        body: typeof body === 'string' ? body : new Uint8Array(body),
        redirect: 'error',
        signal: AbortSignal.timeout(sendTimeoutMs),
      });
      await response.body?.cancel();
      return {
        statusCode: response.status,
        headers: {
          'x-sentry-rate-limits': response.headers.get('x-sentry-rate-limits'),
          'retry-after': response.headers.get('retry-after'),
        },
      };
    } catch (error) {
      logger.warn({ err: error }, 'an error report could not be sent');
      throw error;
    }
  });
}
