import { type JWTPayload } from 'jose';
import { identityTokenInvalid } from '../problems.ts';
import { normaliseName } from '../profile/name.ts';
import { type Provider } from './issuers.ts';

/** What an issuer vouches for, and nothing that he merely heard. */
export interface Vouched {
  readonly provider: Provider;
  /** His own name for the person; it never changes, and no other person ever gets it. */
  readonly subject: string;
  /** Only one that he has verified. Often missing with Apple, and sometimes a relay, which is as good as any other. */
  readonly email: string | undefined;
  readonly first_name: string | undefined;
  readonly last_name: string | undefined;
}

const longestSubject = 255;
/** Only ASCII: lower case turns some other letters into these, and one address into another. */
const address = /^[\x21-\x3f\x41-\x7e]{1,64}@[\x21-\x3f\x41-\x7e]{3,189}$/;

export function readVouched(provider: Provider, claims: JWTPayload): Vouched {
  const { sub } = claims;
  if (typeof sub !== 'string' || sub === '' || sub.length > longestSubject) throw identityTokenInvalid();
  return {
    provider,
    subject: sub,
    email: verifiedEmail(claims),
    first_name: readName(claims['given_name']),
    last_name: readName(claims['family_name']),
  };
}

/** Apple's truths may be texts. */
function verifiedEmail({ email, email_verified: verified }: JWTPayload): string | undefined {
  const isVerified = verified === true || verified === 'true';
  return isVerified && typeof email === 'string' && address.test(email) ? email.toLowerCase() : undefined;
}

function readName(claim: unknown): string | undefined {
  return typeof claim === 'string' ? normaliseName(claim) : undefined;
}
