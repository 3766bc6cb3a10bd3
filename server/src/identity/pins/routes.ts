import { type FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Access, type Http } from '#platform/http';
import { clientOf } from '../client.ts';
import { longestPassword } from '../passwords/refuse-weak-password.ts';
import { principalOf } from '../principal.ts';
import {
  hashingBusy,
  passwordWrong,
  pinInvalid,
  pinLocked,
  pinNotSet,
  pinProofRequired,
  pinWrong,
  tooManyAttempts,
} from '../problems.ts';
import { Intent } from './intent.ts';
import { type PinOwner } from './pin-owner.ts';
import { type Pins } from './pins.ts';

export interface PinRoutesOptions {
  readonly pins: Pins;
  /** A person who signed in himself: a key has permissions instead. */
  readonly access: { readonly person: Access };
}

const tags = ['Authentication'];
const settingRule = { name: 'setting a PIN', max: 20, windowMs: 15 * 60_000 };
const verifyingRule = { name: 'verifying a PIN', max: 60, windowMs: 60_000 };

const Pin = Type.String({ pattern: '^[0-9]{4,6}$', maxLength: 6, description: '4 to 6 digits.' });

export function addPinRoutes(http: Http, { pins, access: { person: access } }: PinRoutesOptions): void {
  http.post(
    '/api/v1/auth/pin',
    {
      config: {
        access,
        problems: [pinInvalid, pinProofRequired, pinWrong, pinLocked, passwordWrong, tooManyAttempts, hashingBusy],
        limits: [{ rule: settingRule, by: 'caller' }],
      },
      schema: {
        operationId: 'setPin',
        summary: 'Set or change the PIN that confirms payments',
        description: 'Needs `current_pin` or `password`, unless there is neither yet.',
        tags,
        body: Type.Object(
          {
            pin: Pin,
            current_pin: Type.Optional(Pin),
            password: Type.Optional(Type.String({ minLength: 1, maxLength: longestPassword })),
          },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await pins.set(ownerFrom(request), request.body);
      return reply.code(204).send(null);
    },
  );

  http.post(
    '/api/v1/auth/pin/verify',
    {
      config: {
        access,
        problems: [pinNotSet, pinWrong, pinLocked, hashingBusy],
        limits: [{ rule: verifyingRule, by: 'caller' }],
      },
      schema: {
        operationId: 'verifyPin',
        summary: 'Exchange the PIN for a token that confirms one payment',
        description:
          'The token goes into the `X-Pin-Token` header of exactly the payment that `intent` describes. Five wrong PINs lock it for 15 minutes, then for twice as long each time.',
        tags,
        body: Type.Object({ pin: Pin, intent: Intent }, { additionalProperties: false }),
        response: { 200: Type.Object({ pin_token: Type.String(), expires_in: Type.Integer({ description: 'In seconds.' }) }) },
      },
    },
    async (request, reply) => {
      const { pin, intent } = request.body;
      const token = await pins.exchange(ownerFrom(request), pin, intent);
      return reply.header('cache-control', 'no-store').send(token);
    },
  );
}

function ownerFrom(request: FastifyRequest): PinOwner {
  const { personId, sessionId } = principalOf(request);
  if (sessionId === undefined) throw new Error('a PIN was asked of somebody who has no session');
  return { personId, sessionId, client: clientOf(request) };
}
