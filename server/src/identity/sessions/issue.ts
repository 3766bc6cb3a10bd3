import { type PersonId, type Role } from '../person.ts';
import { type ApiKeyId, type Permission, type SessionId } from '../principal.ts';
import { type TokenMint } from '../token-mint.ts';
import { type AccessTokens } from './access-tokens.ts';

/** What somebody gets who has proved who he is. */
export interface Issued {
  readonly access_token: string;
  readonly refresh_token: string;
  /** Seconds of the access token, and of the refresh token. */
  readonly expires_in: number;
  readonly refresh_expires_in: number;
  readonly session_id: SessionId;
  readonly person_id: PersonId;
}

/** A session as it stands, with whose it is. Moments are in seconds of the epoch. */
export interface StandingSession {
  readonly id: SessionId;
  readonly person_id: PersonId;
  readonly role: Role;
  readonly refresh_number: number;
  readonly refreshed_at: number;
  readonly expires_at: number;
  readonly now: number;
  readonly api_key_id: ApiKeyId | null;
  readonly permissions: readonly Permission[] | null;
}

export interface Mints {
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: TokenMint;
}

const accessTokenSeconds = 15 * 60;

/** The pair of tokens that belongs to the session's present number: the same again, however often it is asked for. */
export async function issue({ accessTokens, refreshTokens }: Mints, session: StandingSession): Promise<Issued> {
  const { id, person_id, role, refresh_number: number, refreshed_at, expires_at, now, api_key_id, permissions } = session;
  const expiresAt = Math.min(refreshed_at + accessTokenSeconds, expires_at);
  const accessToken = await accessTokens.sign({
    personId: person_id,
    role,
    sessionId: id,
    number,
    issuedAt: refreshed_at,
    expiresAt,
    key: api_key_id === null ? undefined : { id: api_key_id, permissions: permissions ?? [] },
  });
  return {
    access_token: accessToken,
    refresh_token: refreshTokens.make({ id, number }),
    expires_in: expiresAt - now,
    refresh_expires_in: expires_at - now,
    session_id: id,
    person_id,
  };
}
