import type { FastifyReply } from 'fastify';
import { answerAt, asks, type AuthorizationRequest } from '../issuer/authorization.ts';
import { createCodes, halfDigest } from '../issuer/codes.ts';
import { createIssuer } from '../issuer/issuer.ts';
import type { Decision, IssuerPlay, Props } from '../issuer/play.ts';
import { sendPage } from '../page.ts';
import type { Stage } from '../stage.ts';
import { claimsOf } from './claims.ts';
import { consentPage, returnPage } from './pages.ts';
import { apple, client } from './registration.ts';
import { addTokenEndpoint, type Grant } from './token-endpoint.ts';

const codeLifeMs = 300_000;

const play: IssuerPlay = {
  ...apple,
  what: 'Signing in with Apple: the name is told once, and the address may hide behind a relay.',
  clientId: client.id,
  facts: [],
  inhabitants: [
    { email: 'ada.obi@icloud.com', first_name: 'Ada', last_name: 'Obi', email_verified: true },
    { email: 'ngozi.eze@icloud.com', first_name: 'Ngozi', last_name: 'Eze', email_verified: true },
  ],
  authorizePath: '/auth/authorize',
  keysPath: '/auth/keys',
  claimsOf,
  consentPage,
  describe: (address) => ({
    issuer: 'https://appleid.apple.com',
    authorization_endpoint: `${address}/auth/authorize`,
    token_endpoint: `${address}/auth/token`,
    jwks_uri: `${address}/auth/keys`,
    response_types_supported: ['code', 'code id_token'],
    response_modes_supported: ['query', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'email', 'name'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    claims_supported: [
      'aud',
      'email',
      'email_verified',
      'exp',
      'iat',
      'is_private_email',
      'iss',
      'nonce',
      'real_user_status',
      'sub',
    ],
  }),
  prepare(app, props) {
    const codes = createCodes<Grant>(codeLifeMs);
    addTokenEndpoint(app, props.keys, codes);
    return async (decision, reply) => {
      const { request } = decision;
      const { claims, user } = await admit(decision, props);
      const code = codes.issue({ request, claims });
      if (request.response_mode !== 'form_post') return reply.redirect(answerAt(request, { code }), 303);
      const id_token = request.response_type.includes('id_token')
        ? { id_token: await props.keys.sign({ ...claims, c_hash: halfDigest(code) }) }
        : {};
      const state = request.state === undefined ? {} : { state: request.state };
      return sendReturn(reply, request, { code, ...id_token, ...state, ...user });
    };
  },
};

/** Remembers the first time. Only then are name and address told, and the name not under any signature. */
async function admit({ request, account, form }: Decision, { accounts }: Props): Promise<Grant & { user: { user?: string } }> {
  const { client_id: clientId, nonce, scope } = request;
  if (account.consents?.[clientId] !== undefined)
    return { request, claims: claimsOf({ account, clientId, scope: '', nonce }), user: {} };
  const consents = { ...account.consents, [clientId]: { hides_email: form['address'] === 'hide' } };
  const known = { ...account, consents };
  await accounts.keep(known);
  const claims = claimsOf({ account: known, clientId, scope, nonce });
  const name = { firstName: form['first_name'] ?? '', lastName: form['last_name'] ?? '' };
  const user = asks(request, 'name') ? { user: JSON.stringify({ name, email: claims['email'] }) } : {};
  return { request, claims, user };
}

function sendReturn(reply: FastifyReply, request: AuthorizationRequest, answer: Readonly<Record<string, string>>): FastifyReply {
  return sendPage(reply, 'Signed in', returnPage(request, answer), [new URL(request.redirect_uri).origin]);
}

/** Apple as an issuer of identities: its pages, which post their answer, and tokens for programs that ask for one. */
export function createApple(folder: string): Stage {
  return createIssuer(play, folder);
}
