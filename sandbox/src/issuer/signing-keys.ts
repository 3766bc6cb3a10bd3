import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

export interface SigningKeys {
  sign(claims: JWTPayload): Promise<string>;
  published(): Promise<{ readonly keys: readonly JWK[] }>;
  /** From now on a new key signs. The one before stays published until the next time, as with the real issuers. */
  rotate(): Promise<void>;
}

interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly published: JWK;
}

/** An issuer's keys, made when the first is asked for and known to nobody after a restart. */
export function createSigningKeys(): SigningKeys {
  let keys: Promise<readonly [SigningKey, SigningKey?]> | undefined;
  const newestFirst = () => (keys ??= createKey().then((key) => [key]));
  return {
    async sign(claims) {
      const [{ privateKey, published }] = await newestFirst();
      return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: published.kid ?? '', typ: 'JWT' }).sign(privateKey);
    },
    async published() {
      return { keys: (await newestFirst()).filter((key) => key !== undefined).map(({ published }) => published) };
    },
    async rotate() {
      keys = newestFirst().then(async ([newest]) => [await createKey(), newest]);
      await keys;
    },
  };
}

async function createKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const kid = randomBytes(20).toString('hex');
  return { privateKey, published: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}
