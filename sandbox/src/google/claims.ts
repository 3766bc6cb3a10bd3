import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { TokenOrder } from '../issuer/play.ts';

const lifeSeconds = 3_600;

/** What Google says about somebody: no more than was asked for. */
export function claimsOf({ account, clientId, scope, nonce }: TokenOrder): JWTPayload {
  const { email, email_verified, first_name, last_name } = account;
  const scopes = new Set(scope.split(' '));
  const now = Math.floor(Date.now() / 1_000);
  return {
    iss: 'https://accounts.google.com',
    azp: clientId,
    aud: clientId,
    sub: subjectOf(email),
    ...(scopes.has('email') && { email, email_verified }),
    ...(scopes.has('profile') && {
      name: `${first_name} ${last_name}`.trim(),
      ...(first_name !== '' && { given_name: first_name }),
      ...(last_name !== '' && { family_name: last_name }),
    }),
    ...(nonce !== undefined && { nonce }),
    iat: now,
    exp: now + lifeSeconds,
  };
}

/** Twenty-one digits that say nothing, and for one address always the same. */
function subjectOf(email: string): string {
  const digest = createHash('sha256').update(email).digest('hex');
  return `1${(BigInt(`0x${digest}`) % 10n ** 20n).toString().padStart(20, '0')}`;
}
