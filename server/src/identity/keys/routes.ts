import { type FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Access, type Http, Page, PageQuery, Uuid } from '#platform/http';
import { clientOf } from '../client.ts';
import { type ApiKeyId, permissions, principalOf } from '../principal.ts';
import { apiKeyAlreadyRevoked, apiKeyLimit, apiKeyNotFound } from '../problems.ts';
import { ApiKey, Lifetime, NewApiKey, type Owner } from './api-key.ts';
import { type Keys } from './keys.ts';

export interface KeyRoutesOptions {
  readonly keys: Keys;
  /** A person who signed in himself: a key does not make keys. */
  readonly access: { readonly person: Access };
}

const tags = ['API keys'];
const makingRule = { name: 'making API keys', max: 60, windowMs: 60 * 60_000 };

const Wish = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, pattern: String.raw`^(?=.*\S)[^\p{C}\p{Zl}\p{Zp}]+$` }),
    permissions: Type.Array(Type.Enum([...permissions]), { minItems: 1, maxItems: permissions.length, uniqueItems: true }),
    expiry: Lifetime,
    allowed_addresses: Type.Optional(
      Type.Array(Type.String({ maxLength: 49 }), {
        minItems: 1,
        maxItems: 20,
        description: 'Addresses and networks, such as `192.0.2.7` or `2001:db8::/32`, from which alone the key may be used.',
      }),
    ),
  },
  { additionalProperties: false },
);
const ById = Type.Object({ id: Uuid });

export function addKeyRoutes(http: Http, { keys, access: { person: access } }: KeyRoutesOptions): void {
  http.post(
    '/api/v1/api-keys',
    {
      config: { access, problems: [apiKeyLimit], limits: [{ rule: makingRule, by: 'caller' }] },
      schema: { operationId: 'createApiKey', summary: 'Make an API key', tags, body: Wish, response: { 201: NewApiKey } },
    },
    async (request, reply) => {
      const key = await keys.create(ownerFrom(request), request.body);
      return reply.code(201).header('cache-control', 'no-store').send(key);
    },
  );

  http.get(
    '/api/v1/api-keys',
    {
      config: { access },
      schema: {
        operationId: 'listApiKeys',
        summary: 'Your API keys, newest first, those of the past included',
        tags,
        querystring: PageQuery,
        response: { 200: Page(ApiKey) },
      },
    },
    (request) => keys.list(principalOf(request).personId, request.query),
  );

  http.delete(
    '/api/v1/api-keys/:id',
    {
      config: { access, problems: [apiKeyNotFound] },
      schema: {
        operationId: 'revokeApiKey',
        summary: 'Revoke an API key and end the sessions that it opened',
        tags,
        params: ById,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await keys.revoke(ownerFrom(request), request.params.id as ApiKeyId);
      return reply.code(204).send(null);
    },
  );

  http.post(
    '/api/v1/api-keys/:id/rollover',
    {
      config: {
        access,
        problems: [apiKeyNotFound, apiKeyAlreadyRevoked, apiKeyLimit],
        limits: [{ rule: makingRule, by: 'caller' }],
      },
      schema: {
        operationId: 'rollOverApiKey',
        summary: 'Exchange an API key, also an expired one, for a new key on the same terms',
        tags,
        params: ById,
        body: Type.Object({ expiry: Lifetime }, { additionalProperties: false }),
        response: { 201: NewApiKey },
      },
    },
    async (request, reply) => {
      const key = await keys.rollOver(ownerFrom(request), request.params.id as ApiKeyId, request.body.expiry);
      return reply.code(201).header('cache-control', 'no-store').send(key);
    },
  );
}

function ownerFrom(request: FastifyRequest): Owner {
  const { personId, sessionId } = principalOf(request);
  return { personId, sessionId, client: clientOf(request) };
}
