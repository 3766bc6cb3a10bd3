import { Type } from 'typebox';
import { type Access, type Http, Page, PageQuery, Uuid } from '#platform/http';
import { ownSessionOf } from '../own-session.ts';
import { type ProvingParts } from '../passwords/prove-password.ts';
import { longestPassword } from '../passwords/refuse-weak-password.ts';
import { type ApiKeyId, principalOf } from '../principal.ts';
import {
  apiKeyAlreadyRevoked,
  apiKeyLimit,
  apiKeyNotFound,
  freshSignInRequired,
  hashingBusy,
  passwordRequired,
  passwordWrong,
  pinRequired,
  tooManyAttempts,
} from '../problems.ts';
import { ApiKey, Lifetime, NewApiKey } from './api-key.ts';
import { KeyWish } from './key-wish.ts';
import { type Keys } from './keys.ts';
import { proveForKey } from './prove-for-key.ts';

export interface KeyRoutesOptions {
  readonly keys: Keys;
  readonly proving: ProvingParts;
  /** A person who signed in himself: a key does not make keys. */
  readonly access: { readonly person: Access };
}

const tags = ['API keys'];
const proofProblems = [pinRequired, passwordRequired, passwordWrong, freshSignInRequired, tooManyAttempts, hashingBusy];
const makingRule = { name: 'making API keys', max: 60, windowMs: 60 * 60_000 };

const password = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: longestPassword,
    description: 'Of whoever has set no PIN, for a key that moves money.',
  }),
);
const Wish = Type.Object({ ...KeyWish.properties, password }, { additionalProperties: false });
const Successor = Type.Object({ expiry: Lifetime, password }, { additionalProperties: false });
const headers = Type.Object({ 'x-pin-token': Type.Optional(Type.String({ maxLength: 200 })) });
const ById = Type.Object({ id: Uuid });

export function addKeyRoutes(http: Http, { keys, proving, access: { person: access } }: KeyRoutesOptions): void {
  http.post(
    '/api/v1/api-keys',
    {
      config: { access, problems: [apiKeyLimit, ...proofProblems], limits: [{ rule: makingRule, by: 'caller' }] },
      schema: {
        operationId: 'createApiKey',
        summary: 'Make an API key',
        description:
          'A key with `transfer`, `withdraw` or `airtime` needs no PIN later, so making it does: people who have set one send the `X-Pin-Token` of an intent with the action `create_api_key` and all else as it is here; others send their password, and whoever signs in with Google or Apple alone has to have done so within the last 15 minutes. A letter tells the owner of every new key.',
        tags,
        headers,
        body: Wish,
        response: { 201: NewApiKey },
      },
    },
    async (request, reply) => {
      const own = ownSessionOf(request);
      const { password: given, ...wish } = request.body;
      const leave = await proveForKey(proving, own, {
        permissions: wish.permissions,
        intent: { action: 'create_api_key', ...wish },
        pinToken: request.headers['x-pin-token'],
        password: given,
      });
      const key = await keys.create(own, wish, leave);
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
      await keys.revoke(ownSessionOf(request), request.params.id as ApiKeyId);
      return reply.code(204).send(null);
    },
  );

  http.post(
    '/api/v1/api-keys/:id/rollover',
    {
      config: {
        access,
        problems: [apiKeyNotFound, apiKeyAlreadyRevoked, apiKeyLimit, ...proofProblems],
        limits: [{ rule: makingRule, by: 'caller' }],
      },
      schema: {
        operationId: 'rollOverApiKey',
        summary: 'Exchange an API key, also an expired one, for a new key on the same terms',
        description:
          'Needs the same proof as making the key anew; the intent of the PIN token has the action `roll_over_api_key`, this `id` and this `expiry`.',
        tags,
        params: ById,
        headers,
        body: Successor,
        response: { 201: NewApiKey },
      },
    },
    async (request, reply) => {
      const own = ownSessionOf(request);
      const id = request.params.id as ApiKeyId;
      const { expiry, password: given } = request.body;
      const leave = await proveForKey(proving, own, {
        permissions: await keys.permissionsOfSuccessor(own.personId, id),
        intent: { action: 'roll_over_api_key', id, expiry },
        pinToken: request.headers['x-pin-token'],
        password: given,
      });
      const key = await keys.rollOver(own, id, expiry, leave);
      return reply.code(201).header('cache-control', 'no-store').send(key);
    },
  );
}
