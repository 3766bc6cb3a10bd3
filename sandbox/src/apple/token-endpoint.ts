import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';
import type { AuthorizationRequest } from '../issuer/authorization.ts';
import { answersChallenge, type Codes, halfDigest } from '../issuer/codes.ts';
import type { SigningKeys } from '../issuer/signing-keys.ts';
import { client } from './registration.ts';

/** What a code stands for. */
export interface Grant {
  readonly request: AuthorizationRequest;
  readonly claims: JWTPayload;
}

const longestSecretSeconds = 15_777_000;

type Field = 'grant_type' | 'code' | 'client_id' | 'client_secret' | 'redirect_uri' | 'code_verifier';
type TokenForm = Readonly<Partial<Record<Field, string>>>;

export function addTokenEndpoint(app: FastifyInstance, keys: SigningKeys, codes: Codes<Grant>): void {
  app.post<{ Body: TokenForm | undefined }>('/auth/token', async ({ body = {} }, reply) => {
    const refuse = (error: string) => reply.code(400).send({ error });
    const { grant_type, code = '', client_id, client_secret = '', redirect_uri, code_verifier } = body;
    if (client_id !== client.id || !isClientSecret(client_secret)) return refuse('invalid_client');
    if (grant_type !== 'authorization_code') return refuse('unsupported_grant_type');

    // Whoever shows a code has used it, whatever else was wrong.
    const grant = codes.redeem(code);
    if (grant === undefined || redirect_uri !== grant.request.redirect_uri) return refuse('invalid_grant');
    if (!answersChallenge(grant.request.code_challenge, code_verifier)) return refuse('invalid_grant');

    const access_token = randomBytes(32).toString('base64url');
    const refresh_token = randomBytes(32).toString('base64url');
    const id_token = await keys.sign({ ...grant.claims, at_hash: halfDigest(access_token) });
    return reply.send({ access_token, token_type: 'Bearer', expires_in: 3_600, refresh_token, id_token });
  });
}

/** Whether it reads as Apple wants it. The signature is not looked at: nobody has left a key here. */
function isClientSecret(token: string): boolean {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    const { iss, sub, aud, iat = 0, exp = 0 } = decodeJwt(token);
    const now = Date.now() / 1_000;
    const isTimely = exp > now && exp - iat <= longestSecretSeconds;
    const isOurs = sub === client.id && aud === 'https://appleid.apple.com';
    return alg === 'ES256' && kid !== undefined && iss !== undefined && isOurs && isTimely;
  } catch {
    return false;
  }
}
