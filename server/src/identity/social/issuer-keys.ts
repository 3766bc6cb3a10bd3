import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { type ProviderClient } from '#platform/outbound';
import { identityTokenInvalid, socialSignInUnavailable } from '../problems.ts';

export interface IssuerKeysOptions {
  readonly keysUrl: string;
  /** Of the server that `keysUrl` names. */
  readonly client: ProviderClient;
  /** For how long keys are believed without asking again. */
  readonly cacheMs?: number | undefined;
  /** How long after asking an unknown key is not asked for again, so that nobody can have us ask all day. */
  readonly cooldownMs?: number | undefined;
}

const longestKeyId = 200;

const KeySet = Type.Object({ keys: Type.Array(Type.Unknown(), { maxItems: 50 }) });

/** RSA for signatures, from 2048 to 8192 bits of which the first is set: what both issuers use. Whatever else they publish is not for us. */
const SigningKey = Type.Object({
  kty: Type.Literal('RSA'),
  kid: Type.String({ minLength: 1, maxLength: longestKeyId }),
  alg: Type.Optional(Type.Literal('RS256')),
  use: Type.Optional(Type.Literal('sig')),
  n: Type.String({ pattern: '^[g-z0-9_-][A-Za-z0-9_-]{341,1365}$' }),
  e: Type.Literal('AQAB'),
});

/** Headers by which a token would choose the key that it is checked with. */
const choosers = ['jku', 'jwk', 'x5u', 'x5c'] as const;

/**
 * The issuer's keys by their ids: fetched when first needed, kept for a while, and fetched anew when a token names an unknown one, which is
 * how a rotation is noticed. A token that names no key of his is refused; that his keys cannot be had is not the token's fault.
 */
export function createIssuerKeys({ keysUrl, client, cacheMs, cooldownMs = 10_000 }: IssuerKeysOptions): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(keysUrl), {
    [customFetch]: () => fetchKeys(client, new URL(keysUrl).pathname),
    cooldownDuration: cooldownMs,
    ...(cacheMs !== undefined && { cacheMaxAge: cacheMs }),
  });
  return async (header, token) => {
    const { kid } = header;
    if (typeof kid !== 'string' || kid.length > longestKeyId || choosers.some((name) => name in header))
      throw identityTokenInvalid();
    return keys(header, token).catch((thrown: unknown) => {
      throw thrown instanceof errors.JWKSNoMatchingKey
        ? identityTokenInvalid({ detail: 'No key of the issuer signed it.' })
        : thrown;
    });
  };
}

async function fetchKeys(client: ProviderClient, path: string): Promise<Response> {
  const outcome = await client.call({ operation: 'fetch_keys', method: 'GET', path, safeToRetry: true, answer: KeySet });
  const offered = outcome.kind === 'accepted' ? outcome.body.keys.filter(isSigningKey) : [];
  const ids = new Set(offered.map(({ kid }) => kid));
  // What is refused here is asked for again next time; what is handed on is kept for a while.
  if (offered.length === 0 || ids.size < offered.length) throw socialSignInUnavailable({ retryAfterSeconds: 5 });
  return Response.json({ keys: offered.map(({ kty, kid, n, e }) => ({ kty, kid, n, e, alg: 'RS256', use: 'sig' })) });
}

function isSigningKey(key: unknown): key is Static<typeof SigningKey> {
  return Value.Check(SigningKey, key);
}
