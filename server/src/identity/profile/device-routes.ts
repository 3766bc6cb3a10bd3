import { Type } from 'typebox';
import { type Database } from '#platform/db';
import { type Access, type Http } from '#platform/http';
import { principalOf } from '../principal.ts';
import { deviceNotFound } from '../problems.ts';
import { Device, DeviceToken, forgetDevice, platforms, registerDevice } from './devices.ts';

export interface DeviceRoutesOptions {
  readonly database: Pick<Database, 'transact'>;
  readonly access: { readonly person: Access };
}

const tags = ['Users'];
const registeringRule = { name: 'registering devices', max: 60, windowMs: 3_600_000 };

export function addDeviceRoutes(http: Http, { database: { transact }, access: { person: access } }: DeviceRoutesOptions): void {
  http.post(
    '/api/v1/devices',
    {
      config: { access, limits: [{ rule: registeringRule, by: 'caller' }] },
      schema: {
        operationId: 'registerDevice',
        summary: 'Have notices sent to this device',
        description:
          'Send it at each start of the app: the token may have changed. A token that another person registered is yours from then on.',
        tags,
        body: Type.Object({ token: DeviceToken, platform: Type.Enum([...platforms]) }, { additionalProperties: false }),
        response: { 201: Device },
      },
    },
    async (request, reply) => {
      const { personId } = principalOf(request);
      return reply.code(201).send(await transact((tx) => registerDevice(tx, personId, request.body)));
    },
  );

  http.delete(
    '/api/v1/devices/:token',
    {
      config: { access, problems: [deviceNotFound] },
      schema: {
        operationId: 'forgetDevice',
        summary: 'Send no more notices to this device',
        tags,
        params: Type.Object({ token: DeviceToken }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { personId } = principalOf(request);
      await transact((tx) => forgetDevice(tx, personId, request.params.token));
      return reply.code(204).send(null);
    },
  );
}
