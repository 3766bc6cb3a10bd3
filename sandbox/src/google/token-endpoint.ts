import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Account } from '../issuer/accounts.ts';
import type { AuthorizationRequest } from '../issuer/authorization.ts';
import { answersChallenge, type Codes, halfDigest } from '../issuer/codes.ts';
import type { SigningKeys } from '../issuer/signing-keys.ts';
import { claimsOf } from './claims.ts';
import { client } from './registration.ts';

/** What a code stands for. */
export interface Grant {
  readonly request: AuthorizationRequest;
  readonly account: Account;
}

type Field = 'grant_type' | 'code' | 'client_id' | 'client_secret' | 'redirect_uri' | 'code_verifier';
type TokenForm = Readonly<Partial<Record<Field, string>>>;

export function addTokenEndpoint(app: FastifyInstance, keys: SigningKeys, codes: Codes<Grant>): void {
  app.post<{ Body: TokenForm | undefined }>('/token', async ({ body = {} }, reply) => {
    const refuse = (status: number, error: string, error_description: string) =>
      reply.code(status).send({ error, error_description });
    const { grant_type = '', code = '', client_id, client_secret, redirect_uri, code_verifier } = body;
    if (client_id !== client.id) return refuse(401, 'invalid_client', 'The OAuth client was not found.');
    if (client_secret !== client.secret) return refuse(401, 'invalid_client', 'Unauthorized');
    if (grant_type !== 'authorization_code') return refuse(400, 'unsupported_grant_type', `Invalid grant_type: ${grant_type}`);

    // Whoever shows a code has used it, whatever else was wrong.
    const grant = codes.redeem(code);
    if (grant === undefined) return refuse(400, 'invalid_grant', 'Bad Request');
    const { request, account } = grant;
    if (redirect_uri !== request.redirect_uri) return refuse(400, 'redirect_uri_mismatch', 'Bad Request');
    if (!answersChallenge(request.code_challenge, code_verifier)) return refuse(400, 'invalid_grant', 'Invalid code verifier.');

    const access_token = `ya29.a0${randomBytes(48).toString('base64url')}`;
    const claims = claimsOf({ account, clientId: client.id, scope: request.scope, nonce: request.nonce });
    const id_token = await keys.sign({ ...claims, at_hash: halfDigest(access_token) });
    return reply.send({ access_token, expires_in: 3_599, scope: request.scope, token_type: 'Bearer', id_token });
  });
}
