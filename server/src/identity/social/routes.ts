import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { anyone, type Http } from '#platform/http';
import { Problem } from '#platform/problem';
import { clientOf } from '../client.ts';
import { presentPerson } from '../people/present-person.ts';
import {
  identityEmailMissing,
  identityNotLinked,
  identityTokenInvalid,
  originRefused,
  personBanned,
  socialSignInFailed,
  socialSignInUnavailable,
} from '../problems.ts';
import { Name } from '../profile/name.ts';
import { sendSession, Session, SessionHeaders } from '../sessions/send-session.ts';
import { setRefreshCookie, wantsCookie } from '../sessions/session-cookie.ts';
import { type Provider } from './issuers.ts';
import { googleCallbackPath, type Social } from './social.ts';
import { giveTicket, takeTicket } from './ticket-cookie.ts';

export interface SocialRoutesOptions {
  readonly social: Social;
  /** Where a person's picture is to be found. */
  readonly publicUrl: string;
}

const tags = ['Authentication'];
const rule = { name: 'social sign-in', max: 60, windowMs: 60_000 };
const tokenProblems = [identityTokenInvalid, identityEmailMissing, identityNotLinked, personBanned, socialSignInUnavailable];

const Given = Type.Object(
  {
    id_token: Type.String({ minLength: 1, maxLength: 8_192, description: 'As Google or Apple gave it to the app.' }),
    nonce: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        description:
          'The nonce that the app made, needed when the token carries one: as it is, or as its SHA-256 in hexadecimal.',
      }),
    ),
    first_name: Type.Optional({ ...Name, description: 'Apple tells it to the app alone, and only at the first sign-in.' }),
    last_name: Type.Optional(Name),
  },
  { additionalProperties: false },
);

export function addSocialRoutes(http: Http, options: SocialRoutesOptions): void {
  addTokenRoute(http, options, {
    provider: 'google',
    operationId: 'signInWithGoogle',
    summary: 'Sign in with Google, from an app',
  });
  addTokenRoute(http, options, { provider: 'apple', operationId: 'signInWithApple', summary: 'Sign in with Apple' });
  addBrowserRoutes(http, options);
}

interface TokenRoute {
  readonly provider: Provider;
  readonly operationId: string;
  readonly summary: string;
}

function addTokenRoute(
  http: Http,
  { social, publicUrl }: SocialRoutesOptions,
  { provider, operationId, summary }: TokenRoute,
): void {
  http.post(
    `/api/v1/auth/social/${provider}`,
    {
      config: { access: anyone, limits: [{ rule, by: 'address' }], problems: [...tokenProblems, originRefused] },
      schema: {
        operationId,
        summary,
        description:
          'Whoever is new gets an account. An account that has the same e-mail address is linked when both the issuer and we have verified it.',
        tags,
        headers: SessionHeaders,
        body: Given,
        response: { 200: Session },
      },
    },
    async (request, reply) => {
      // A page that may not have a cookie is refused before anything is done.
      wantsCookie(request);
      const { person, issued } = await social.signInByToken(provider, request.body, clientOf(request));
      return sendSession(request, reply, issued, presentPerson(person, publicUrl));
    },
  );
}

function addBrowserRoutes(http: Http, { social }: SocialRoutesOptions): void {
  http.get(
    '/api/v1/auth/google',
    {
      config: { access: anyone, limits: [{ rule, by: 'address' }], problems: [socialSignInUnavailable] },
      schema: {
        operationId: 'beginGoogleSignIn',
        summary: 'Sign in with Google, from a browser',
        description: 'Open it as a page. Google asks who it is, and the browser comes back to the web app, signed in.',
        tags,
        response: { 302: Type.Null({ description: 'To Google.' }) },
      },
    },
    async (request, reply) =>
      lead(request, reply, async () => {
        const { url, ticket } = await social.begin();
        giveTicket(reply, ticket);
        return url;
      }),
  );

  http.get(
    googleCallbackPath,
    {
      config: { access: anyone, limits: [{ rule, by: 'address' }], problems: [socialSignInFailed, ...tokenProblems] },
      schema: {
        operationId: 'finishGoogleSignIn',
        summary: 'Where Google sends the browser back',
        description: 'A browser that cannot be signed in is sent to `/sign-in` with the code of the problem as `problem`.',
        tags,
        querystring: Type.Object(
          {
            state: Type.Optional(Type.String({ maxLength: 500 })),
            code: Type.Optional(Type.String({ maxLength: 2_048 })),
            error: Type.Optional(Type.String({ maxLength: 500 })),
          },
          // Google adds what it likes.
          { additionalProperties: true },
        ),
        response: { 302: Type.Null({ description: 'To the web app, with the refresh token in a cookie.' }) },
      },
    },
    async (request, reply) =>
      lead(request, reply, async () => {
        const { issued } = await social.finish(request.query, takeTicket(request, reply), clientOf(request));
        setRefreshCookie(reply, issued.refresh_token, issued.refresh_expires_in);
        return '/home';
      }),
  );
}

/** Sends the browser on. A person who opened the page is told what was refused by a page of ours; a program, by the problem itself. */
async function lead(request: FastifyRequest, reply: FastifyReply, find: () => Promise<string>): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  const isPerson = request.headers.accept?.includes('text/html') === true;
  const address = await find().catch((thrown: unknown) => {
    if (isPerson && thrown instanceof Problem) return `/sign-in?problem=${thrown.code}`;
    throw thrown;
  });
  return reply.redirect(address);
}
