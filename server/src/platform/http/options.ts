import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Limiter, LimitRule } from '#platform/limits';
import type { ProblemFactory } from '../problem.ts';
import type { Secret } from '../secret.ts';
import type { Access, Caller } from './access.ts';
import type { Rewrite } from './rewrite.ts';

/** Fastify, configured: every route on it states who may call it and what it takes and gives. */
export type Http = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>;

export interface HttpOptions {
  readonly name: string;
  readonly version: string;
  /** Stands before the first route in the documentation, in Markdown. */
  readonly introduction?: string | undefined;
  readonly production: boolean;
  readonly logger: Logger;
  readonly registry: Registry;
  /** Origins of browsers that may call from elsewhere, exactly as browsers send them. Our own needs no entry. */
  readonly allowedOrigins: readonly string[];
  /** Addresses or networks of our own proxies, or how many of them stand before us. Nobody else's `X-Forwarded-*` is believed. */
  readonly trustedProxies: readonly string[] | number;
  readonly bodyLimitBytes: number;
  /** How long a request may take to arrive, headers and body together. */
  readonly requestTimeoutMs: number;
  /** How long a handler may take to answer. */
  readonly handlerTimeoutMs: number;
  readonly maxConnections: number;
  readonly metricsToken?: Secret | undefined;
  /** The folder of the built web app. */
  readonly webRoot?: string | undefined;
  /** `docs/problems.md`: each section is served as the page of its code. */
  readonly problemsFile?: string | undefined;
  readonly rewrites: readonly Rewrite[];
  readonly healthChecks: readonly HealthCheck[];
  /** One round trip to the message broker, where one is configured. */
  readonly pingBroker?: (() => Promise<{ readonly latency_ms: number }>) | undefined;
  readonly limits?: HttpLimits | undefined;
  readonly overload: OverloadOptions;
  readonly drain: DrainOptions;
}

export interface HttpLimits {
  readonly limiter: Limiter;
  /** Counted for every metered request: by all together, by address, and by caller once he is known. */
  readonly everyone?: LimitRule | undefined;
  readonly perAddress?: LimitRule | undefined;
  readonly perCaller?: LimitRule | undefined;
}

export interface OverloadOptions {
  readonly maxEventLoopDelayMs: number;
  readonly maxInFlight: number;
}

export interface DrainOptions {
  /** How long readiness says 503 while requests are still served, so that load balancers look elsewhere. */
  readonly noticeMs: number;
  /** How long requests in flight may then take before their connections are cut. */
  readonly timeoutMs: number;
}

export interface HealthCheck {
  readonly name: string;
  /** Whether the service is of no use without it. */
  readonly needed: boolean;
  /** Resolves when all is well, with a remark where there is one; rejects when it is not. */
  readonly check: () => Promise<string | undefined>;
}

/** One more limit of a route, counted per caller or per address. */
export interface RouteLimit {
  readonly rule: LimitRule;
  readonly by: 'caller' | 'address';
}

/** What a route says about itself in its `config`. */
export interface RouteConfig {
  readonly access: Access;
  readonly limits?: readonly RouteLimit[];
  /** The refusals of this very route, for the documentation. */
  readonly problems?: readonly ProblemFactory[];
  /** Forms are accepted beside JSON. */
  readonly form?: boolean;
  /** The body is not parsed but kept as `request.rawBody`, because its bytes are what counts. Its media types are for the documentation. */
  readonly rawBody?: true | readonly string[];
  /** How long its handler may take, where that is longer than for others. */
  readonly timeoutMs?: number;
  /** Not counted by the general limits: files of the web app, health. */
  readonly unmetered?: boolean;
  /** Answered under any load and while draining, and logged only at debug level: health and metrics. */
  readonly essential?: boolean;
  /** A name that many routes share in metrics, where each alone would be too many. */
  readonly group?: string;
}

declare module 'fastify' {
  interface FastifyContextConfig extends RouteConfig {}

  interface FastifyRequest {
    /** The same as `routeOptions.config`; but Fastify makes all the options anew whenever somebody looks at them. */
    stated: RouteConfig & { readonly url?: string };
    /** Who is being served, once the route's access has found out. */
    caller: Caller | undefined;
    rawBody: Buffer | undefined;
  }
}
