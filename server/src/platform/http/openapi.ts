import { STATUS_CODES } from 'node:http';
import swagger from '@fastify/swagger';
import type { FastifySchema } from 'fastify';
import type { ProblemFactory } from '../problem.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Http, HttpOptions, RouteConfig } from './options.ts';
import { statusOf } from './problem-answer.ts';
import { invalidCursor, rateLimited, validationFailed } from './problems.ts';

/** The document that the schemas of the routes amount to; `app.swagger()` gives it. */
export async function addOpenApi(
  app: Http,
  { name, version, introduction }: Pick<HttpOptions, 'name' | 'version' | 'introduction'>,
): Promise<void> {
  await app.register(swagger, {
    convertConstToEnum: false,
    stripBasePath: false,
    openapi: {
      openapi: '3.1.0',
      info: { title: name, version, ...(introduction !== undefined && { description: introduction }) },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          access_token: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'For people: the `access_token` of a session.',
          },
          api_key: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'For programs.' },
          operator_token: { type: 'http', scheme: 'bearer', description: 'For those who run the service.' },
        },
      },
    },
    refResolver: {
      buildLocalReference: (schema, _base, _fragment, i) => (typeof schema['$id'] === 'string' ? schema['$id'] : `Unnamed${i}`),
    },
    transform: ({ schema, url, route }) => ({
      schema: schema?.hide === true ? schema : describe(schema ?? {}, route.config as unknown as RouteConfig),
      url,
    }),
  });
}

function takesCursor({ querystring }: FastifySchema): boolean {
  return (querystring as JsonSchema | undefined)?.properties?.['cursor'] !== undefined;
}

function describe(schema: FastifySchema, config: RouteConfig): FastifySchema {
  const { access } = config;
  const takesInput = Boolean(schema.body ?? schema.querystring ?? schema.params);
  const problems = [
    ...(access.problems ?? []),
    ...(config.problems ?? []),
    ...(takesInput ? [validationFailed] : []),
    ...(takesCursor(schema) ? [invalidCursor] : []),
    ...(config.unmetered || config.essential ? [] : [rateLimited]),
  ];
  return {
    ...schema,
    description: [schema.description, `Open to ${access.who}.`].filter(Boolean).join('\n\n'),
    security: [...access.security].map((requirement) =>
      Object.fromEntries(Object.entries(requirement).map(([scheme, scopes]) => [scheme, [...scopes]])),
    ),
    ...(Array.isArray(config.rawBody) && { body: bytesOf(config.rawBody as readonly string[]) }),
    ...(config.form === true && { consumes: ['application/json', 'application/x-www-form-urlencoded'] }),
    response: { ...successAnswers((schema.response ?? {}) as Record<string, object>), ...problemAnswers(problems) },
  };
}

function bytesOf(mediaTypes: readonly string[]): object {
  const bytes = { schema: { type: 'string', format: 'binary' } };
  return { content: Object.fromEntries(mediaTypes.map((type) => [type, bytes])) };
}

function successAnswers(answers: Readonly<Record<string, object>>): Record<string, object> {
  const described = Object.entries(answers).map(([status, answer]) => {
    const description = STATUS_CODES[status] ?? 'The answer.';
    return [
      status,
      'content' in answer ? { description, ...answer } : { description, content: { 'application/json': { schema: answer } } },
    ];
  });
  return Object.fromEntries(described) as Record<string, object>;
}

function problemAnswers(problems: readonly ProblemFactory[]): Record<string, object> {
  const byStatus = Map.groupBy(new Set(problems), statusOf);
  const answers = [...byStatus].map(([status, group]) => [
    status,
    problemAnswer(group.map(({ code, title }) => `\`${code}\`: ${title}`).join('\n\n')),
  ]);
  return { ...(Object.fromEntries(answers) as Record<string, object>), default: problemAnswer('Any other refusal or failure.') };
}

function problemAnswer(description: string): object {
  return { description, content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } } };
}
