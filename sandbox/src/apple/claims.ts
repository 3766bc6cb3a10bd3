import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { Account } from '../issuer/accounts.ts';
import type { TokenOrder } from '../issuer/play.ts';

const lifeSeconds = 86_400;
const likelyReal = 2;

/** What Apple says about somebody. Names are never part of it, and its truths are texts. */
export function claimsOf({ account, clientId, scope, nonce }: TokenOrder): JWTPayload {
  const now = Math.floor(Date.now() / 1_000);
  return {
    iss: 'https://appleid.apple.com',
    aud: clientId,
    sub: `001393.${digestOf(account.email).slice(0, 32)}.1517`,
    ...(scope.split(' ').includes('email') && addressFor(account, clientId)),
    ...(nonce !== undefined && { nonce, nonce_supported: true }),
    auth_time: now,
    iat: now,
    exp: now + lifeSeconds,
    real_user_status: likelyReal,
  };
}

/** The person's own address, or the one behind which he hides from this program. */
function addressFor({ email, email_verified, consents }: Account, clientId: string): JWTPayload {
  if (consents?.[clientId]?.hides_email !== true) return { email, email_verified: String(email_verified) };
  const relay = `${digestOf(`${email} ${clientId}`).slice(0, 10)}@privaterelay.appleid.com`;
  return { email: relay, email_verified: 'true', is_private_email: 'true' };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
