import { createHash, timingSafeEqual } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { identityTokenInvalid } from '../problems.ts';
import { type Issuer } from './issuers.ts';
import { readVouched, type Vouched } from './vouched.ts';

export interface IdentityTokens {
  /** Whom the token vouches for, once everything about it has been checked. `nonce` is the raw one of whoever asked for the token. */
  verify(token: string, nonce?: string): Promise<Vouched>;
}

export interface IdentityTokensOptions {
  readonly issuer: Issuer;
  /** Our own names with the issuer: web, Android and iOS have one each. */
  readonly clientIds: readonly string[];
  readonly keys: JWTVerifyGetKey;
}

/** How far the issuer's clock and ours may be apart. */
const toleranceSeconds = 30;
/** Apple's tokens are good for a day; whoever signs in has just been given one, so an old one was found somewhere. */
const oldestSeconds = 3_600;

export function createIdentityTokens({ issuer, clientIds, keys }: IdentityTokensOptions): IdentityTokens {
  return {
    async verify(token, nonce) {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['RS256'],
        issuer: [...issuer.names],
        audience: [...clientIds],
        requiredClaims: ['sub', 'iat', 'exp'],
        clockTolerance: toleranceSeconds,
        maxTokenAge: oldestSeconds,
      }).catch(refuse);
      if (typeof payload.aud !== 'string') throw identityTokenInvalid({ detail: 'It was made for several applications.' });
      checkNonce(payload, nonce);
      return readVouched(issuer.provider, payload);
    },
  };
}

const explanations: Readonly<Record<string, string>> = {
  aud: 'It was made for another application.',
  iss: 'Another issuer made it.',
  iat: 'Its time of issue is not believable.',
  nbf: 'It is not good yet.',
};

/** In a sentence of ours, because the library's errors carry the claims along. */
function refuse(thrown: unknown): never {
  if (thrown instanceof errors.JWTExpired) throw identityTokenInvalid({ detail: 'It has expired.' });
  if (thrown instanceof errors.JWTClaimValidationFailed) {
    const detail = explanations[thrown.claim];
    throw identityTokenInvalid(detail === undefined ? {} : { detail });
  }
  throw thrown instanceof errors.JOSEError ? identityTokenInvalid() : thrown;
}

/** Apps for iPhones give Apple the digest of their nonce and keep the nonce. A token with one is of no use without knowing it. */
function checkNonce({ nonce: claimed }: JWTPayload, raw: string | undefined): void {
  if (raw === undefined && claimed === undefined) return;
  const isRight =
    raw !== undefined && typeof claimed === 'string' && (isSame(claimed, raw) || isSame(claimed, sha256(raw).toString('hex')));
  if (!isRight) throw identityTokenInvalid({ detail: 'The nonce is not the one that it was made for.' });
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(sha256(one), sha256(other));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
