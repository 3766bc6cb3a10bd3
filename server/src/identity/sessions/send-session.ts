import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { User } from '../person.ts';
import { type Issued } from './issue.ts';
import { setRefreshCookie, wantsCookie } from './session-cookie.ts';

const pair = {
  access_token: Type.String({ description: 'Send it as `Authorization: Bearer …`.' }),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer({ description: 'Seconds for which the access token is good.' }),
  refresh_token: Type.Optional(
    Type.String({ description: 'Good for one exchange. Absent with `X-Session-Mode: cookie`, because then it is in a cookie.' }),
  ),
};

export const TokenPair = Type.Object(pair, { $id: 'TokenPair' });
export type TokenPair = Static<typeof TokenPair>;

export const Session = Type.Object({ ...pair, user: User }, { $id: 'Session' });
export type Session = Static<typeof Session>;

/** How a route that gives tokens is asked for them. */
export const SessionHeaders = Type.Object({
  'x-session-mode': Type.Optional(
    Type.Literal('cookie', {
      description:
        'For browsers: the refresh token comes and goes in a cookie that no script can read. Only for pages of this server.',
    }),
  ),
});

/** The body of an answer that signs somebody in. */
export function sendSession(request: FastifyRequest, reply: FastifyReply, issued: Issued, user: User): Session {
  return { ...sendPair(request, reply, issued), user };
}

export function sendPair(request: FastifyRequest, reply: FastifyReply, issued: Issued): TokenPair {
  const { access_token, expires_in, refresh_token, refresh_expires_in } = issued;
  reply.header('cache-control', 'no-store');
  const shown = { access_token, token_type: 'Bearer', expires_in } as const;
  if (!wantsCookie(request)) return { ...shown, refresh_token };
  setRefreshCookie(reply, refresh_token, refresh_expires_in);
  return shown;
}
