import { createHash } from 'node:crypto';
import { Type } from 'typebox';
import { anyone, operator } from './access.ts';
import type { Drain } from './drain.ts';
import { createExamination, within } from './health.ts';
import type { Http, HttpOptions } from './options.ts';
import { brokerUnavailable } from './problems.ts';

const pingTimeoutMs = 2_000;
const tags = ['System'];

const Health = Type.Object({ status: Type.Literal('ok') }, { $id: 'Health' });

const Readiness = Type.Object(
  {
    status: Type.Enum(['ready', 'unavailable', 'draining']),
    checks: Type.Array(
      Type.Object({
        name: Type.String(),
        needed: Type.Boolean({ description: 'Whether the service is of no use without it.' }),
        state: Type.Enum(['up', 'down']),
        latency_ms: Type.Number(),
        note: Type.Optional(Type.String()),
      }),
    ),
  },
  { $id: 'Readiness' },
);

const BrokerPing = Type.Object(
  { broker: Type.Enum(['rabbitmq', 'embedded']), latency_ms: Type.Optional(Type.Number()), detail: Type.String() },
  { $id: 'BrokerPing' },
);

/** What those who run the service ask it. */
export function addSystemRoutes(app: Http, options: HttpOptions, drain: Drain): void {
  const { healthChecks, logger, pingBroker, registry } = options;
  const examine = createExamination(healthChecks, logger);

  app.get(
    '/health',
    {
      config: { access: anyone, essential: true },
      schema: { operationId: 'getHealth', summary: 'Whether the process lives', tags, response: { 200: Health } },
    },
    () => ({ status: 'ok' as const }),
  );

  app.get(
    '/health/ready',
    {
      config: { access: anyone, essential: true },
      schema: {
        operationId: 'getReadiness',
        summary: 'Whether requests should come here, and why not',
        tags,
        response: { 200: Readiness, 503: Readiness },
      },
    },
    async (_request, reply) => {
      const checks = [...(await examine())];
      const isUnavailable = checks.some(({ needed, state }) => needed && state === 'down');
      const status = drain.hasBegun ? 'draining' : isUnavailable ? 'unavailable' : 'ready';
      return reply
        .code(status === 'ready' ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ status, checks });
    },
  );

  app.get(
    '/ping-rabbitmq',
    {
      config: { access: anyone, problems: [brokerUnavailable] },
      schema: { operationId: 'pingBroker', summary: 'One round trip to the message broker', tags, response: { 200: BrokerPing } },
    },
    async () => {
      if (!pingBroker) return { broker: 'embedded' as const, detail: 'No RabbitMQ is configured; the embedded queue is in use.' };
      try {
        const { latency_ms } = await within(pingTimeoutMs, pingBroker());
        return { broker: 'rabbitmq' as const, latency_ms, detail: 'RabbitMQ answers.' };
      } catch (error) {
        throw brokerUnavailable({ retryAfterSeconds: 5, cause: error });
      }
    },
  );

  app.get(
    '/metrics',
    {
      config: { access: operator(options.metricsToken, options.production), essential: true },
      schema: {
        operationId: 'getMetrics',
        summary: 'Figures for Prometheus',
        tags,
        response: {
          200: { description: 'The text format of Prometheus.', content: { 'text/plain': { schema: Type.String() } } },
        },
      },
    },
    async (_request, reply) =>
      reply.headers({ 'content-type': registry.contentType, 'cache-control': 'no-store' }).send(await registry.metrics()),
  );

  addOpenApiRoute(app);
}

function addOpenApiRoute(app: Http): void {
  let document: { text: string; etag: string } | undefined;
  app.get('/openapi.json', { config: { access: anyone, unmetered: true }, schema: { hide: true } }, (request, reply) => {
    document ??= readDocument(app);
    reply.headers({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache', etag: document.etag });
    if (request.headers['if-none-match'] === document.etag) return reply.code(304).send();
    return reply.send(document.text);
  });
}

function readDocument(app: Http): { text: string; etag: string } {
  const text = JSON.stringify(app.swagger());
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
}
