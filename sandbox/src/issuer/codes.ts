import { createHash, randomBytes } from 'node:crypto';

export interface Codes<Grant> {
  issue(grant: Grant): string;
  /** What the code stands for, once. */
  redeem(code: string): Grant | undefined;
}

const mostCodes = 1_000;

/** Authorization codes: each is good once, and only for a while. */
export function createCodes<Grant>(lifeMs: number): Codes<Grant> {
  const codes = new Map<string, { readonly grant: Grant; readonly goodUntil: number }>();
  return {
    issue(grant) {
      const [oldest] = codes.keys();
      if (oldest !== undefined && codes.size >= mostCodes) codes.delete(oldest);
      const code = `4/${randomBytes(32).toString('base64url')}`;
      codes.set(code, { grant, goodUntil: Date.now() + lifeMs });
      return code;
    },
    redeem(code) {
      const found = codes.get(code);
      codes.delete(code);
      return found !== undefined && Date.now() < found.goodUntil ? found.grant : undefined;
    },
  };
}

/** PKCE: whoever redeems the code shows the text whose digest came with the request for it. */
export function answersChallenge(challenge: string | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined) return verifier === undefined;
  return verifier !== undefined && createHash('sha256').update(verifier).digest('base64url') === challenge;
}

/** What `at_hash` and `c_hash` say of a token or code that comes along with an ID token. */
export function halfDigest(text: string): string {
  return createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');
}
