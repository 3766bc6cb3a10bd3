import { answerAt } from '../issuer/authorization.ts';
import { createCodes } from '../issuer/codes.ts';
import { createIssuer } from '../issuer/issuer.ts';
import type { IssuerPlay } from '../issuer/play.ts';
import type { Stage } from '../stage.ts';
import { claimsOf } from './claims.ts';
import { consentPage } from './consent-page.ts';
import { client, google } from './registration.ts';
import { addTokenEndpoint, type Grant } from './token-endpoint.ts';

const codeLifeMs = 600_000;

const play: IssuerPlay = {
  ...google,
  what: 'Signing in with Google: accounts to choose from, and tokens like the real ones.',
  clientId: client.id,
  facts: [['Client secret', client.secret]],
  inhabitants: [
    { email: 'ada.obi@gmail.com', first_name: 'Ada', last_name: 'Obi', email_verified: true },
    { email: 'bola.adeyemi@gmail.com', first_name: 'Bola', last_name: 'Adeyemi', email_verified: true },
    { email: 'burna@gmail.com', first_name: 'Burna', last_name: '', email_verified: true },
    { email: 'chidi@mail.example', first_name: 'Chidi', last_name: 'Okafor', email_verified: false },
  ],
  authorizePath: '/o/oauth2/v2/auth',
  keysPath: '/oauth2/v3/certs',
  claimsOf,
  consentPage,
  describe: (address) => ({
    issuer: 'https://accounts.google.com',
    authorization_endpoint: `${address}/o/oauth2/v2/auth`,
    token_endpoint: `${address}/token`,
    jwks_uri: `${address}/oauth2/v3/certs`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'email', 'profile'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    claims_supported: ['aud', 'email', 'email_verified', 'exp', 'family_name', 'given_name', 'iat', 'iss', 'name', 'sub'],
    code_challenge_methods_supported: ['S256'],
    grant_types_supported: ['authorization_code'],
  }),
  prepare(app, { keys }) {
    const codes = createCodes<Grant>(codeLifeMs);
    addTokenEndpoint(app, keys, codes);
    return async ({ request, account }, reply) => {
      const code = codes.issue({ request, account });
      return reply.redirect(answerAt(request, { code, scope: request.scope }), 303);
    };
  },
};

/** Google as an issuer of identities: the code flow with its pages, and tokens for programs that ask for one. */
export function createGoogle(folder: string): Stage {
  return createIssuer(play, folder);
}
