import type { IncomingMessage, Server } from 'node:http';
import { fastify, LogController, type FastifyReply, type FastifyRequest } from 'fastify';
import { isTracing, span } from '#platform/telemetry';
import { withContext, type Context } from '../telemetry/context.ts';
import { addAdmission } from './admission.ts';
import { answerForSlow } from './answer-for-slow.ts';
import { addBodyParsers } from './body-parsers.ts';
import { createClientErrorHandler } from './client-errors.ts';
import { addCors } from './cors.ts';
import { addDocs } from './docs.ts';
import { addDrain } from './drain.ts';
import { addErrorHandler } from './errors.ts';
import { createLoadGate } from './load-gate.ts';
import { createNaming } from './named-schemas.ts';
import { normaliseUrl } from './normalise-url.ts';
import { createObserver } from './observe.ts';
import { addProblemPages } from './problem-pages.ts';
import { addOpenApi } from './openapi.ts';
import type { Http, HttpOptions } from './options.ts';
import { addAddressLimits, addCallerLimits } from './rate-limit.ts';
import { addRequestChecks } from './request-checks.ts';
import { requestId } from './request-id.ts';
import { createRewriter } from './rewrite.ts';
import { addRouteRules } from './route-rules.ts';
import { ProblemBody } from './schemas.ts';
import { securityHeaders } from './security-headers.ts';
import { shedLoad } from './shed-load.ts';
import { addSystemRoutes } from './system-routes.ts';
import { addUnknownRoutes } from './unknown-routes.ts';
import { createValidation } from './validation.ts';
import { addWebApp, createPageTest } from './web-app.ts';

const maxHeaderBytes = 16_384;
const keepAliveMs = 65_000;

/** A server that answers everything in the house's manner. Routes are registered on it, then it listens or is injected into. */
export async function createHttp(options: HttpOptions): Promise<Http> {
  const headers = securityHeaders(options.production);
  const { rewriteUrl, isUnreadable } = createAddressReader(options);
  const app: Http = fastify<Server>({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger,
    genReqId: requestId,
    trustProxy: trustOf(options.trustedProxies),
    bodyLimit: options.bodyLimitBytes,
    requestTimeout: options.requestTimeoutMs,
    keepAliveTimeout: keepAliveMs,
    connectionTimeout: options.requestTimeoutMs + options.handlerTimeoutMs,
    http: {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: options.requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1_000, options.requestTimeoutMs),
      requireHostHeader: false,
    },
    routerOptions: { maxParamLength: 1_024 },
    return503OnClosing: false,
    rewriteUrl,
    clientErrorHandler: createClientErrorHandler(headers),
    frameworkErrors: (error, request, reply) =>
      void answer(error, request, reply.headers(headers).header('x-request-id', request.id)),
  }).withTypeProvider();
  app.server.maxConnections = options.maxConnections;
  // Headers are bounded by their bytes; a bound by number would drop the rest unseen.
  app.server.maxHeadersCount = 0;
  // Node would answer an unknown `Expect` by itself, without our headers; nobody needs it refused.
  app.server.on('checkExpectation', (request, reply) => app.routing(request, reply));

  const validation = createValidation();
  app.setValidatorCompiler(validation.compile);
  const answer = addErrorHandler(app, options);
  const nameSchemas = createNaming(app, validation);
  nameSchemas(ProblemBody);

  const observe = createObserver(options.logger, options.registry);
  const slow = answerForSlow(app, options.handlerTimeoutMs);
  app.decorateRequest('stated');
  app.addHook('onRequest', (request, reply, done) => {
    request.stated = request.routeOptions.config;
    slow.begin(request, reply);
    reply.headers(headers).header('x-request-id', request.id);
    // One listener for all who wait for the end, because listeners are among the most expensive things that a request meets.
    reply.raw.once('close', () => {
      slow.end(reply);
      gate.leave(request);
      observe(request, reply);
    });
    withContext(contextOf(request), () => (isTracing() ? trace(request, reply, done) : done()));
  });
  const servesPage = createPageTest(options.webRoot);
  addCors(app, options.allowedOrigins);
  const drain = addDrain(app, options.drain);
  const gate = shedLoad(app, createLoadGate(options.overload, options.registry));
  addRequestChecks(app, isUnreadable);
  if (options.limits) addAddressLimits(app, options.limits);
  addUnknownRoutes(app, servesPage);
  addAdmission(app);
  if (options.limits) addCallerLimits(app, options.limits);
  addBodyParsers(app, validation);

  addRouteRules(app, nameSchemas);
  await addOpenApi(app, options);
  addDocs(app, options.name);
  addProblemPages(app, options);
  addSystemRoutes(app, options, drain);
  await addWebApp(app, options, servesPage);
  return app;
}

/** The rest of the request is one span, which ends when the answer has left or the client has. */
function trace({ method, routeOptions }: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { promise, resolve } = Promise.withResolvers<void>();
  reply.raw.once('close', resolve);
  void span(`${method} ${routeOptions.url ?? 'unknown'}`, { 'http.request.method': method }, () => {
    done();
    return promise;
  });
}

function contextOf({ id, headers }: FastifyRequest): Context {
  const { traceparent } = headers;
  const isFit = typeof traceparent === 'string' && traceparent.length <= 128;
  return { correlationId: id, caller: undefined, traceparent: isFit ? traceparent : undefined };
}

function trustOf(proxies: HttpOptions['trustedProxies']) {
  if (proxies === 0) return false;
  return typeof proxies === 'number' ? (_address: string, hop: number) => hop < proxies : [...proxies];
}

/** Every address is brought to its one spelling and then to its present name, before anything decides by it. */
function createAddressReader({ rewrites }: HttpOptions) {
  const rewrite = createRewriter(rewrites);
  const unreadable = new WeakSet<IncomingMessage>();
  return {
    isUnreadable: (request: IncomingMessage) => unreadable.has(request),
    rewriteUrl: (request: IncomingMessage) => {
      const normal = normaliseUrl(request.url ?? '');
      if (normal !== undefined) return rewrite(request.method ?? '', normal);
      unreadable.add(request);
      return '/unreadable';
    },
  };
}
