import { createSecretKey, type KeyObject } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Secret } from '#platform/secret';
import { type PersonId, type Role, roles } from '../person.ts';
import { type ApiKeyId, type Permission, permissions, type Principal, type SessionId, setOfPermissions } from '../principal.ts';
import { accessTokenExpired, accessTokenInvalid, signInRequired } from '../problems.ts';
import { createRemembered } from './remembered.ts';
import { type Standing } from './standing.ts';

export interface AccessTokensOptions {
  readonly derive: (purpose: string) => Secret;
  readonly standing: Pick<Standing, 'tokenKeys'>;
  /** Who we are: the public address. */
  readonly issuer: string;
}

/** A moment is in seconds of the epoch, as the database says them. */
export interface Grant {
  readonly personId: PersonId;
  readonly role: Role;
  readonly sessionId: SessionId;
  /** Which pair of the session this one belongs to. The same grant makes the same token. */
  readonly number: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** The key that opened the session, and bounds what it may do. */
  readonly key?: { readonly id: ApiKeyId; readonly permissions: readonly Permission[] } | undefined;
}

/** Somebody who was in possession of a token; whether his session still stands is another question. */
export interface Bearer extends Principal {
  readonly sessionId: SessionId;
  /** In seconds of the epoch, as his token says it. */
  readonly tokenExpiresAt: number;
}

export interface AccessTokens {
  sign(grant: Grant): Promise<string>;
  /** Takes an `Authorization` as it was sent; at once for bytes that were looked at before. */
  verify(authorization: string): Bearer | Promise<Bearer>;
}

const algorithm = 'HS256';
const type = 'at+jwt';
const audience = 'akawo';
const clockToleranceSeconds = 5;
const longestAuthorization = 2_048;
const inAuthorization = /^Bearer +(\S+)$/i;
/** The last letter of a signature stands for four bits, and only one of its four spellings is ours. */
const form = /^[\w-]+\.[\w-]+\.[\w-]{42}[AEIMQUYcgkosw048]$/;
const mostRemembered = 20_000;

const Claims = Type.Object({
  sub: Type.Unsafe<PersonId>(Type.String()),
  sid: Type.Unsafe<SessionId>(Type.String()),
  exp: Type.Integer(),
  role: Type.Enum([...roles]),
  key: Type.Optional(Type.Unsafe<ApiKeyId>(Type.String())),
  perms: Type.Optional(Type.Array(Type.Enum([...permissions]))),
});
type Claims = Static<typeof Claims>;
const claims = Compile(Claims);

interface Signer {
  readonly kid: string;
  /** The first part of every token that this key has signed, to the byte. */
  readonly header: string;
  readonly key: KeyObject;
}

/** Signed with a key that can be exchanged and one algorithm that can not. True time counts: a rehearsal that moves the clock signs nobody out. */
export function createAccessTokens({ derive, standing, issuer }: AccessTokensOptions): AccessTokens {
  const signers = new Map<number, Signer>();
  const verified = createRemembered<Bearer>(mostRemembered);

  function signerOf(number: number): Signer {
    const known = signers.get(number);
    if (known !== undefined) return known;
    const kid = String(number);
    const key = createSecretKey(Buffer.from(derive(`access tokens ${kid}`).reveal()));
    const signer = { kid, header: Buffer.from(JSON.stringify(headerOf(kid))).toString('base64url'), key };
    signers.set(number, signer);
    return signer;
  }

  /** A header that we would not have written to the byte is not ours, whatever it asks for: no part of it is ever looked up or obeyed. */
  function signerOfToken(token: string): Signer | undefined {
    const header = token.slice(0, token.indexOf('.'));
    for (const number of standing.tokenKeys().accepted) {
      const signer = signerOf(number);
      if (signer.header === header) return signer;
    }
    return undefined;
  }

  async function examine(authorization: string): Promise<Bearer> {
    const token = inAuthorization.exec(authorization)?.[1];
    if (token === undefined) throw signInRequired();
    const signer = authorization.length <= longestAuthorization && form.test(token) ? signerOfToken(token) : undefined;
    if (signer === undefined) throw accessTokenInvalid();
    const { payload } = await jwtVerify(token, signer.key, {
      algorithms: [algorithm],
      typ: type,
      issuer,
      audience,
      clockTolerance: clockToleranceSeconds,
    }).catch((thrown: unknown) => {
      if (thrown instanceof errors.JWTExpired) throw accessTokenExpired();
      throw thrown instanceof errors.JOSEError ? accessTokenInvalid({ cause: thrown }) : thrown;
    });
    if (!claims.Check(payload)) throw accessTokenInvalid();
    const bearer = bearerOf(payload);
    verified.set(authorization, bearer);
    return bearer;
  }

  return {
    sign({ personId, role, sessionId, number, issuedAt, expiresAt, key }) {
      const { kid, key: secret } = signerOf(standing.tokenKeys().current);
      return new SignJWT({ sid: sessionId, role, ...(key && { key: key.id, perms: [...key.permissions] }) })
        .setProtectedHeader(headerOf(kid))
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(personId)
        .setJti(`${sessionId}.${number}`)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(secret);
    },
    verify(authorization) {
      const known = verified.get(authorization);
      if (known === undefined) return examine(authorization);
      if (known.tokenExpiresAt + clockToleranceSeconds <= Date.now() / 1_000) throw accessTokenExpired();
      return known;
    },
  };
}

function headerOf(kid: string) {
  return { alg: algorithm, typ: type, kid };
}

function bearerOf({ sub, sid, exp, role, key, perms }: Claims): Bearer {
  const session = { personId: sub, sessionId: sid, tokenExpiresAt: exp };
  if (key === undefined) return { ...session, kind: 'person', id: sub, role };
  // What staff may do only a person does, never a program that was given his key.
  return { ...session, kind: 'key', id: key, role: 'user', keyId: key, permissions: setOfPermissions(perms ?? []) };
}
