import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Histogram, type Registry } from 'prom-client';

/** One measurement and one line in the log for each request, when its answer has left or its client has. */
export function createObserver(logger: Logger, registry: Registry): (request: FastifyRequest, reply: FastifyReply) => void {
  const seconds = new Histogram({
    name: 'akawo_http_request_seconds',
    help: 'How long requests took, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });

  return (request, reply) => {
    const ms = reply.elapsedTime;
    const { url, group } = request.stated;
    const route = group ?? url ?? 'unknown';
    seconds.observe({ method: request.method, route, status: `${Math.trunc(reply.statusCode / 100)}xx` }, ms / 1000);
    log(logger, request, reply, route, ms);
  };
}

/** These fields and no others: no header, no query string, nothing of the body. */
function log(logger: Logger, request: FastifyRequest, reply: FastifyReply, route: string, ms: number): void {
  const { caller } = request;
  const line = {
    correlation_id: request.id,
    method: request.method,
    route,
    path: request.url.split('?', 1)[0],
    status: reply.statusCode,
    ms: Math.round(ms * 10) / 10,
    caller: caller && `${caller.kind}:${caller.id}`,
    cut: reply.raw.writableEnded ? undefined : true,
  };
  if (request.stated.essential === true) logger.debug(line, 'request');
  else logger.info(line, 'request');
}
