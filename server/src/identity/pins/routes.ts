import { Type } from 'typebox';
import { type Access, type Http } from '#platform/http';
import { ownSessionOf } from '../own-session.ts';
import { longestPassword } from '../passwords/refuse-weak-password.ts';
import {
  freshSignInRequired,
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
        problems: [
          pinInvalid,
          pinProofRequired,
          freshSignInRequired,
          pinWrong,
          pinLocked,
          passwordWrong,
          tooManyAttempts,
          hashingBusy,
        ],
        limits: [{ rule: settingRule, by: 'caller' }],
      },
      schema: {
        operationId: 'setPin',
        summary: 'Set or change the PIN that confirms payments',
        description: 'Needs `current_pin` or `password`; as long as there is neither, a sign-in of the last 15 minutes.',
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
      await pins.set(ownSessionOf(request), request.body);
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
        summary: 'Exchange the PIN for a token that confirms one payment, or one API key',
        description:
          'The token goes into the `X-Pin-Token` header of exactly the request that `intent` describes. Five wrong PINs lock it for 15 minutes, then for twice as long each time.',
        tags,
        body: Type.Object({ pin: Pin, intent: Intent }, { additionalProperties: false }),
        response: { 200: Type.Object({ pin_token: Type.String(), expires_in: Type.Integer({ description: 'In seconds.' }) }) },
      },
    },
    async (request, reply) => {
      const { pin, intent } = request.body;
      const token = await pins.exchange(ownSessionOf(request), pin, intent);
      return reply.header('cache-control', 'no-store').send(token);
    },
  );
}
