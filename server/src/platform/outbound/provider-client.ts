import http from 'node:http';
import https from 'node:https';
import type { Registry } from 'prom-client';
import type { Static, TSchema } from 'typebox';
import { span, type Logger } from '#platform/telemetry';
import { attemptCall } from './attempt-call.ts';
import { createBreaker, defaultBreaker, type Breaker, type BreakerOptions } from './breaker.ts';
import { classifyByStatus, type Classify } from './classify.ts';
import { composeUrl, type Headers, type Query } from './compose-request.ts';
import { createLanes } from './lanes.ts';
import type { Outcome } from './outcome.ts';
import { observeCalls } from './observe-calls.ts';
import { repeatCall } from './repeat-call.ts';

export interface ProviderClientOptions {
  readonly name: string;
  readonly baseUrl: string;
  /** Sent with every call; asked anew each time, so that a rotated key is used at once. */
  readonly headers?: () => Headers;
  readonly connectTimeoutMs?: number;
  /** For a whole call: waiting for a lane, all attempts and the pauses between them. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes?: number;
  readonly breaker?: Partial<BreakerOptions>;
  /** How many calls may be under way at once, and how many may wait for that. */
  readonly lanes?: { readonly atOnce: number; readonly waiting: number };
  readonly registry: Registry;
  readonly logger: Logger;
}

export interface Call {
  /** What is being done, for metrics, logs and the breaker: one of a few fixed names, never built from data. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Starts with a slash; pieces that come from data go through `encodeURIComponent` first. */
  readonly path: string;
  readonly query?: Query;
  /** Sent as JSON, or as a form when it is `URLSearchParams`. */
  readonly body?: unknown;
  readonly headers?: Headers;
  /** Whether hearing this twice does no more than hearing it once: a read, or an order that carries our reference. */
  readonly safeToRetry: boolean;
  readonly timeoutMs?: number;
  readonly attempts?: number;
  readonly classify?: Classify;
}

export interface ProviderClient {
  /** With `answer`, an accepted body has that shape; one that has not makes the outcome unknown. */
  call<Answer extends TSchema>(call: Call & { readonly answer: Answer }): Promise<Outcome<Static<Answer>>>;
  call(call: Call): Promise<Outcome>;
  /** Takes no new calls and waits for those under way, which all end in time. */
  stop(): Promise<void>;
}

/** A client for one provider's servers. What they do is never thrown: it is `accepted`, `rejected` or `unknown`. */
export function createProviderClient(options: ProviderClientOptions): ProviderClient {
  const { connectTimeoutMs = 1000, maxAnswerBytes = 1_048_576 } = options;
  const lanes = createLanes(options.lanes ?? { atOnce: 16, waiting: 64 });
  const agents = createAgents(new URL(options.baseUrl).protocol === 'https:');
  const observe = observeCalls(options, lanes);
  const breakers = new Map<string, Breaker>();

  const breakerOf = (operation: string): Breaker => {
    const breaker =
      breakers.get(operation) ?? createBreaker({ ...defaultBreaker, ...options.breaker }, observe.breaker(operation));
    breakers.set(operation, breaker);
    return breaker;
  };

  const callInTime = async (call: Call & { readonly answer?: TSchema }): Promise<Outcome> => {
    const url = composeUrl(options.baseUrl, call.path, call.query);
    const timeoutMs = call.timeoutMs ?? options.timeoutMs;
    const endsAt = performance.now() + timeoutMs;
    const breaker = breakerOf(call.operation);
    if (!breaker.admits) return { kind: 'unknown', why: 'breaker_open', sent: false };
    const leave = await lanes.enter(timeoutMs);
    if (typeof leave === 'string') return { kind: 'unknown', why: leave, sent: false };
    try {
      return await repeatCall({
        breaker,
        attempts: call.attempts ?? 3,
        safeToRetry: call.safeToRetry,
        orders: call.method !== 'GET',
        endsAt,
        onRepeat: observe.repeat(call.operation),
        attempt: (timeLeftMs) =>
          attemptCall({
            url,
            method: call.method,
            headers: [options.headers?.() ?? {}, call.headers ?? {}],
            body: call.body,
            agent: call.safeToRetry ? agents.reusing : agents.fresh,
            connectTimeoutMs,
            timeoutMs: timeLeftMs,
            maxAnswerBytes,
            classify: call.classify ?? classifyByStatus,
            answer: call.answer,
          }),
      });
    } finally {
      leave();
    }
  };

  const call = (asked: Call): Promise<Outcome> =>
    span(`${options.name} ${asked.operation}`, { 'http.request.method': asked.method }, () =>
      observe.call(asked.operation, () => callInTime(asked)),
    );

  return {
    // The schema that promises the shape of the body is the one that it was checked against.
    call,
    async stop() {
      await lanes.stop();
      agents.fresh.destroy();
      agents.reusing.destroy();
    },
  };
}

/**
 * A kept connection may have died unnoticed, and then nobody knows whether the order on it arrived. Calls that may be repeated
 * can live with that; the others get a connection of their own. Neither agent looks at proxy variables.
 */
function createAgents(secure: boolean): { readonly fresh: http.Agent; readonly reusing: http.Agent } {
  const { Agent } = secure ? https : http;
  return {
    fresh: new Agent({ keepAlive: false }),
    reusing: new Agent({ keepAlive: true, maxFreeSockets: 8, scheduling: 'lifo' }),
  };
}
