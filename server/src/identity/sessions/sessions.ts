import { type Database, type Tx } from '#platform/db';
import { type PageOf, type PageWish } from '#platform/http';
import { type Secret } from '#platform/secret';
import { type Client } from '../client.ts';
import { type Principal, type SessionId } from '../principal.ts';
import { createTokenMint } from '../token-mint.ts';
import { type AccessTokens } from './access-tokens.ts';
import { type Ending, endSessions } from './end.ts';
import { type Issued } from './issue.ts';
import { type DeviceSession, listSessions } from './list.ts';
import { refreshSession } from './refresh.ts';
import { type Standing } from './standing.ts';
import { type NewSession, startSession } from './start.ts';

export interface SessionsOptions {
  /** One that announces commits, or other processes learn of ended sessions half a second later. */
  readonly database: Database;
  readonly standing: Standing;
  readonly accessTokens: AccessTokens;
  readonly derive: (purpose: string) => Secret;
}

export interface Sessions {
  /** Signs somebody in, in the transaction in which he proved who he is. */
  start(tx: Tx, session: NewSession): Promise<Issued>;
  /** Exchanges the latest refresh token for the next pair. */
  refresh(refreshToken: string, client: Client): Promise<Issued>;
  /** Ends sessions in the caller's transaction. This process refuses them from the commit on, the others within a second. */
  end(tx: Tx, ending: Ending): Promise<readonly SessionId[]>;
  list(principal: Pick<Principal, 'personId' | 'sessionId'>, page: PageWish): Promise<PageOf<DeviceSession>>;
}

export function createSessions({ database, standing, accessTokens, derive }: SessionsOptions): Sessions {
  const mints = { accessTokens, refreshTokens: createTokenMint(derive('refresh tokens')) };
  return {
    start: (tx, session) => startSession(tx, mints, session),
    refresh: (refreshToken, client) => refreshSession({ ...mints, database, standing }, refreshToken, client),
    end: (tx, ending) => endSessions(tx, standing, ending),
    list: (principal, page) => listSessions(database.db, principal, page),
  };
}
