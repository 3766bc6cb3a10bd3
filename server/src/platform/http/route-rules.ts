import type { FastifySchema, RouteOptions } from 'fastify';
import { anyone } from './access.ts';
import { subschemas, type JsonSchema } from './json-schema.ts';
import type { NameSchemas } from './named-schemas.ts';
import type { Http, RouteConfig } from './options.ts';

const foreignScopes = new WeakSet<object>();

/** Routes registered on this scope are files of the web app, made by a plugin that cannot state anything about them. */
export function markForeign(scope: object): void {
  foreignScopes.add(scope);
}

const foreign: RouteConfig = { access: anyone, unmetered: true, group: 'web' };

/** A route that does not say who may call it, or takes or gives something unstated, is refused before the server can start. */
export function addRouteRules(app: Http, nameSchemas: NameSchemas): void {
  const operationIds = new Set<string>();
  app.addHook('onRoute', function (route) {
    if (foreignScopes.has(this)) {
      route.config = { ...route.config, ...foreign };
      route.schema = { ...route.schema, hide: true };
      return;
    }
    const faults = [...faultsOf(route)];
    const operationId = route.schema?.operationId;
    if (route.method !== 'HEAD' && operationId !== undefined) {
      if (operationIds.has(operationId)) faults.push(`another route has the operationId ${operationId}`);
      operationIds.add(operationId);
    }
    if (faults.length > 0) throw new Error(`${[route.method].flat().join(', ')} ${route.url}: ${faults.join('; ')}`);
    if (route.schema) route.schema = preparedSchema(closedQuery(route.schema, route.url), nameSchemas);
  });
}

function* faultsOf(route: RouteOptions): Generator<string> {
  const { schema, config } = route;
  if (config?.access === undefined) yield 'config.access is missing: state who may call it';
  if (config?.rawBody !== undefined && schema?.body !== undefined) yield 'a raw body has no schema';
  if (schema?.body !== undefined) yield* openings(schema.body as JsonSchema);
  if (schema?.hide === true) return;
  if (!schema?.operationId || !schema.summary || !schema.tags?.length) yield 'schema needs operationId, summary and tags';
  const answers = Object.keys((schema?.response as object | undefined) ?? {});
  if (!answers.some((status) => /^[23]/.test(status))) yield 'schema.response names no successful answer';
}

/** Where a body could carry something nobody asked for, or more of it than anybody bounded. */
function* openings(body: JsonSchema): Generator<string> {
  for (const [path, schema] of subschemas(body)) {
    const at = `/body${path}`;
    const isObject = schema.type === 'object' || schema.properties !== undefined || schema.patternProperties !== undefined;
    if (isObject && schema.additionalProperties !== false) yield `${at} needs additionalProperties: false`;
    if (schema.patternProperties !== undefined && schema.maxProperties === undefined) yield `${at} needs maxProperties`;
    if (schema.type === 'string' && schema.maxLength === undefined && schema.enum === undefined && schema.const === undefined)
      yield `${at} needs maxLength`;
    if (schema.type === 'array' && schema.maxItems === undefined) yield `${at} needs maxItems`;
  }
}

/**
 * A query that says nothing else takes only what it names: whoever mistypes `explain` must not find his money moved, nor a list that ignores
 * his filter. Pages take whatever the links of others hang on them.
 */
function closedQuery(schema: FastifySchema, url: string): FastifySchema {
  if (!url.startsWith('/api/')) return schema;
  return {
    ...schema,
    querystring: { type: 'object', additionalProperties: false, ...(schema.querystring as JsonSchema | undefined) },
  };
}

function preparedSchema(schema: FastifySchema, nameSchemas: NameSchemas): FastifySchema {
  const prepared: FastifySchema = { ...schema };
  for (const part of ['body', 'params', 'querystring', 'headers'] as const) {
    if (schema[part]) prepared[part] = nameSchemas(withoutNeedlessRequired(schema[part]));
  }
  const answers = Object.entries((schema.response as Record<string, Answer> | undefined) ?? {});
  if (answers.length > 0)
    prepared.response = Object.fromEntries(answers.map(([status, answer]) => [status, preparedAnswer(answer, nameSchemas)]));
  return prepared;
}

type Answer = JsonSchema & { readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>> };

function preparedAnswer(answer: Answer, nameSchemas: NameSchemas): object {
  if (answer.content === undefined) return nameSchemas(answer);
  const content = Object.entries(answer.content).map(([type, { schema }]) => [type, { schema: nameSchemas(schema) }]);
  return { ...answer, content: Object.fromEntries(content) as object };
}

/** What has a default need not be sent, though a handler always finds it. */
function withoutNeedlessRequired(schema: JsonSchema): JsonSchema {
  if (schema.required === undefined) return schema;
  const required = schema.required.filter((name) => schema.properties?.[name]?.default === undefined);
  return { ...schema, required };
}
