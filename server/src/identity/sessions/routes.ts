import { Type } from 'typebox';
import { type Database } from '#platform/db';
import { anyone, type Http, Page, PageQuery, Uuid } from '#platform/http';
import { type AccessTo } from '../access.ts';
import { clientOf } from '../client.ts';
import { principalOf, type SessionId } from '../principal.ts';
import {
  originRefused,
  personBanned,
  refreshTokenInvalid,
  refreshTokenReused,
  sessionEnded,
  sessionNotFound,
} from '../problems.ts';
import { DeviceSession } from './list.ts';
import { endOneSession, logOut } from './log-out.ts';
import { listSecurityEvents, SecurityEvent } from './security-events.ts';
import { sendPair, SessionHeaders, TokenPair } from './send-session.ts';
import { dropRefreshCookie, readRefreshCookie, wantsCookie } from './session-cookie.ts';
import { type Sessions } from './sessions.ts';

export interface SessionRoutesOptions {
  readonly database: Pick<Database, 'db' | 'transact'>;
  readonly sessions: Sessions;
  readonly access: Pick<AccessTo, 'person' | 'session'>;
}

const tags = ['Authentication'];

export function addSessionRoutes(http: Http, { database, sessions, access }: SessionRoutesOptions): void {
  http.post(
    '/api/v1/auth/refresh',
    {
      config: {
        access: anyone,
        problems: [refreshTokenInvalid, refreshTokenReused, sessionEnded, personBanned, originRefused],
      },
      schema: {
        operationId: 'refreshSession',
        summary: 'Exchange a refresh token for a new pair',
        description:
          'Each refresh token is good for one exchange. Sent again from the same client within ten seconds, it gets the same pair again; later or from elsewhere, the session ends, because somebody has copied it.',
        tags,
        headers: SessionHeaders,
        body: Type.Object(
          { refresh_token: Type.Optional(Type.String({ maxLength: 128, description: 'Left out when it is in the cookie.' })) },
          { additionalProperties: false },
        ),
        response: { 200: TokenPair },
      },
    },
    async (request, reply) => {
      const token = wantsCookie(request) ? readRefreshCookie(request) : request.body.refresh_token;
      if (token === undefined) throw refreshTokenInvalid();
      return sendPair(request, reply, await sessions.refresh(token, clientOf(request)));
    },
  );

  http.post(
    '/api/v1/auth/logout',
    {
      config: { access: access.session, problems: [originRefused] },
      schema: {
        operationId: 'logOut',
        summary: 'End this session, or all',
        tags,
        headers: SessionHeaders,
        querystring: Type.Object({ everywhere: Type.Boolean({ default: false, description: 'On all devices.' }) }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const hasCookie = wantsCookie(request);
      await logOut({ database, sessions }, principalOf(request), clientOf(request), request.query.everywhere);
      if (hasCookie) dropRefreshCookie(reply);
      return reply.code(204).send(null);
    },
  );

  http.get(
    '/api/v1/auth/sessions',
    {
      config: { access: access.person },
      schema: {
        operationId: 'listSessions',
        summary: 'Where you are signed in',
        tags,
        querystring: PageQuery,
        response: { 200: Page(DeviceSession) },
      },
    },
    (request) => sessions.list(principalOf(request), request.query),
  );

  http.delete(
    '/api/v1/auth/sessions/:id',
    {
      config: { access: access.person, problems: [sessionNotFound] },
      schema: {
        operationId: 'endSession',
        summary: 'Sign a device out',
        tags,
        params: Type.Object({ id: Uuid }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const id = request.params.id as SessionId;
      await endOneSession({ database, sessions }, principalOf(request), clientOf(request), id);
      return reply.code(204).send(null);
    },
  );

  http.get(
    '/api/v1/users/me/security-events',
    {
      config: { access: access.person },
      schema: {
        operationId: 'listSecurityEvents',
        summary: 'What happened to the safety of your account',
        tags: ['Users'],
        querystring: PageQuery,
        response: { 200: Page(SecurityEvent) },
      },
    },
    (request) => listSecurityEvents(database.db, principalOf(request).personId, request.query),
  );
}
